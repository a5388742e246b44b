"""Measures what botocore takes to write a request of EC2 and to read its answer.

Arguments: the operation, a file with its input (JSON), a file with the answer (XML). Prints the median of
many rounds, in microseconds, and the version of botocore as JSON.
"""

import json
import statistics
import sys
import time

import botocore
import botocore.session
from botocore.awsrequest import create_request_object, prepare_request_dict
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

ROUNDS = 200
WARM_UP = 20


def main():
    operation_name, input_file, answer_file = sys.argv[1:]
    with open(input_file, encoding="utf-8") as file:
        given = json.load(file)
    with open(answer_file, "rb") as file:
        body = file.read()
    service = botocore.session.get_session().get_service_model("ec2")
    operation = service.operation_model(operation_name)
    # as botocore's clients have it, with the check of types
    serializer = create_serializer(service.protocol)
    parser = create_parser(service.protocol)
    rounds = []
    for _ in range(WARM_UP + ROUNDS):
        start = time.perf_counter()
        request = serializer.serialize_to_request(given, operation)
        # up to here the form is a dictionary
        prepare_request_dict(request, "https://ec2.us-west-1.amazonaws.com")
        prepared = create_request_object(request).prepare()
        answer = parser.parse({"headers": {}, "status_code": 200, "body": body}, operation.output_shape)
        rounds.append(time.perf_counter() - start)
        if not prepared.body or not answer["Vpcs"]:
            sys.exit("nothing was written or read")
    middle = statistics.median(rounds[WARM_UP:])
    print(json.dumps({"microseconds": middle * 1e6, "version": botocore.__version__}))


main()
