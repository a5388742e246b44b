"""Serve moto on a free port of the loopback interface until standard input ends.

The first line of output is the endpoint. The last one is the CPU time in seconds since then. Ending with the standard input means that the server
cannot outlive the program that started it, however that program ends.
"""

import sys
import time

from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(f"http://{host}:{port}", flush=True)
began = time.process_time()
sys.stdin.read()
print(time.process_time() - began, flush=True)
server.stop()
