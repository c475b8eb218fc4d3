import time
from django.db import connection
from django.test.utils import CaptureQueriesContext
from apps.qa.retrieval import retrieve
from core.tenancy.scope import tenant_scope
from tests.qa.test_demo_answers import demo, Demo  # noqa
def test_t(demo: Demo, db):
  for mode in ("analyzed",):
    with tenant_scope(demo.tenant.pk):
        t=time.time(); retrieve("How is measles treated?", article=None); print("TOTAL", time.time()-t)
        with CaptureQueriesContext(connection) as q:
            retrieve("How is measles treated?", article=None)
        for x in sorted(q.captured_queries, key=lambda x:-float(x["time"]))[:4]:
            print("QQ", x["time"], x["sql"][:300].replace("\n"," "))
        slow=max(q.captured_queries, key=lambda x:float(x["time"]))["sql"]
        with connection.cursor() as c:
            c.execute("EXPLAIN (ANALYZE, BUFFERS) "+slow.replace("%","%%"))
            for r in c.fetchall(): print("PP", r[0])
        
