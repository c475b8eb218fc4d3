"""Starts what the project needs on one machine: the services, the processes, the tests.

`./run` calls it; nothing in the product imports it. It uses no Django, so that it can explain why
Django will not start.
"""
