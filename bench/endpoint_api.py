"""schemathesis over every operation of the OpenAPI description: no answer may be a 5xx, and each must be as described.

Run: python -m bench.endpoint_api [cases an operation at most]. Starts its own server on loopback and ends it; prints
what schemathesis says, the statuses and the memory of the front process and of the whole service.
"""

import re
import subprocess
import sys
from pathlib import Path

from tests.web.server import Server, memory

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
COUNTED = re.compile(r'^bdg_requests_total\{route="/api",status="(\d+)"\} (\d+)$', re.MULTILINE)


def main(cases: int) -> None:
    with Server("--failing", "1000000000") as server:
        command = [
            *(str(Path(sys.executable).with_name("schemathesis")), "run"),
            f"http://127.0.0.1:{server.port}/openapi.json",
            *("--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--no-color"),
            *("--max-examples", str(cases), "--workers", "2", "--request-timeout", "30"),
        ]
        subprocess.run(command, check=False)  # noqa: S603 - our own command; what it finds it says
        front, whole = memory(server.process.pid)
        print(f"statuses {dict(COUNTED.findall(server.get('/metrics').text))}; front {front} MB, all {whole} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
