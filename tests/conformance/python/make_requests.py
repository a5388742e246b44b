"""What botocore would send for made up inputs of every operation, after all its handlers, unsigned.

Writes requests.jsonl, one case a line.
"""

import base64
import collections
import json
import logging
import os
import sys
import uuid

import botocore.handlers
import botocore.session
from botocore.config import Config
from botocore.httpchecksum import apply_request_checksum
from botocore.serialize import create_serializer

from values import Values, arguments, as_json, classes

TOKEN = "00000000-0000-4000-8000-000000000000"
# What gets a URL that is signed, which needs credentials; compared as the serializer alone writes it.
PRESIGNED = {
    ("ec2", "CopySnapshot"), ("rds", "CopyDBClusterSnapshot"), ("rds", "CreateDBCluster"),
    ("rds", "CopyDBSnapshot"), ("rds", "CreateDBInstanceReadReplica"),
    ("rds", "StartDBInstanceAutomatedBackupsReplication"), ("neptune", "CopyDBClusterSnapshot"),
    ("neptune", "CreateDBCluster"), ("docdb", "CopyDBClusterSnapshot"), ("docdb", "CreateDBCluster"),
}


class Captured(BaseException):
    """Ends a call before anything is sent."""

    def __init__(self, request):
        self.request = request


def capture(params, **_):
    apply_request_checksum(params)
    raise Captured(params)


def text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.decode() if isinstance(value, bytes) else str(value)


def pairs(mapping):
    if not mapping:
        return []
    entries = mapping.items() if isinstance(mapping, dict) else mapping
    return [[key, text(item)] for key, value in entries
            for item in (value if isinstance(value, (list, tuple)) else [value])]


def case(request):
    body = request["body"]
    answer = {
        "method": request["method"],
        "path": request["url_path"],
        "query": pairs(request["query_string"]),
        "headers": {key: text(value) for key, value in request["headers"].items()},
    }
    if isinstance(body, dict):
        answer["form"] = pairs(body)
    else:
        body = body.read() if hasattr(body, "read") else body
        answer["body"] = base64.b64encode(body.encode() if isinstance(body, str) else body or b"").decode()
    return answer


def main():
    options = arguments(__doc__)
    logging.disable(logging.CRITICAL)
    uuid.uuid4 = lambda: TOKEN
    session = botocore.session.Session()
    config = Config(use_dualstack_endpoint=False, parameter_validation=True)
    counts, reasons = collections.Counter(), collections.Counter()
    with open(os.path.join(options.output, "requests.jsonl"), "w") as out:
        for service in options.service or session.get_available_services():
            client = session.create_client(
                service, region_name="us-east-1", use_ssl=False, config=config,
                aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="example")
            client.meta.events.register_last("before-call", capture)
            model = client.meta.service_model
            for name in model.operation_names:
                operation = model.operation_model(name)
                for kind, seed, title in classes(options.seed):
                    values = Values(kind, seed, f"{service}.{name}")
                    given = values.message(operation.input_shape)
                    if given is None:
                        counts["skipped"] += 1
                        continue
                    given_json = as_json(given)
                    try:
                        if (service, name) in PRESIGNED:
                            raise LookupError
                        client._make_api_call(name, given)
                        raise RuntimeError("nothing was captured")
                    except Captured as captured:
                        request = case(captured.request)
                        if (service, name) == ("cloudsearchdomain", "Search"):
                            # What botocore does when it makes the request of what it wrote.
                            request |= {"method": "POST", "query": [], "form": request["query"]}
                            request["path"], fixed = request["path"].split("?")
                            request["form"] += [pair.split("=") for pair in fixed.split("&")]
                            request["headers"]["Content-Type"] = "application/x-www-form-urlencoded"
                    except Exception as problem:
                        # An endpoint rule or handler refuses the values: the serializer alone.
                        reasons[f"{type(problem).__name__}: {str(problem)[:90]}"] += 1
                        try:
                            request = plain(client, operation, values_again(kind, seed, service, name, operation))
                        except Exception as second:
                            counts["refused"] += 1
                            print("refused", service, name, title, repr(second)[:160], file=sys.stderr)
                            continue
                    counts["cases"] += 1
                    out.write(json.dumps({
                        "service": service, "operation": name, "class": title, "input": given_json,
                        "protocol": model.resolved_protocol, "request": request}) + "\n")
    print(dict(counts))
    for reason, count in reasons.most_common(15):
        print(f"{count:6} by the serializer alone, as: {reason}")


def values_again(kind, seed, service, name, operation):
    return Values(kind, seed, f"{service}.{name}").message(operation.input_shape)


def plain(client, operation, given):
    for member in operation.idempotent_members:
        given.setdefault(member, TOKEN)
    serializer = create_serializer(operation.service_model.resolved_protocol, include_validation=False)
    request = serializer.serialize_to_request(given, operation)
    answer = case(request)
    answer["plain"] = True
    return answer


if __name__ == "__main__":
    main()
