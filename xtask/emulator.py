"""Serve moto on a free port of the loopback interface until standard input ends.

The first line of output is the endpoint. Ending with the standard input means that the server
cannot outlive the program that started it, however that program ends.
"""

import sys

from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(f"http://{host}:{port}", flush=True)
sys.stdin.read()
server.stop()
