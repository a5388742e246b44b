"""What botocore understands of made up answers to every operation; moto writes them, and CBOR botocore.

Writes responses.jsonl, one case a line.
"""

import base64
import collections
import io
import json
import logging
import os
from xml.etree import ElementTree

import botocore.handlers
import botocore.session
from botocore.awsrequest import HeadersDict
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from moto.core.model import ServiceModel
from moto.core.serialize import get_serializer_class

from values import Values, arguments, as_json, classes

PRIORITY = ["json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor", "query", "ec2"]
# Answers whose body is held against the checksums that come with it.
CHECKED = [("s3", "GetObject"), ("s3", "GetObjectAnnotation")]
LISTS = {
    "ListObjects": botocore.handlers.decode_list_object,
    "ListObjectsV2": botocore.handlers.decode_list_object_v2,
    "ListObjectVersions": botocore.handlers.decode_list_object_versions,
}


def answer(service, protocol, operation, given):
    """Status, headers and body."""
    if protocol == "smithy-rpc-v2-cbor":
        body = bytearray()
        create_serializer(protocol, include_validation=False)._serialize_data_item(body, given, operation.output_shape)
        return 200, {"content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}, bytes(body)
    response = get_serializer_class(service, protocol)(operation).serialize(given)
    body = response["body"]
    return response["status_code"], response["headers"], body.encode() if isinstance(body, str) else body or b""


def understood(service, protocol, operation, status, headers, body):
    shape = operation.output_shape
    response = {
        "status_code": status,
        "headers": HeadersDict({key: str(value) for key, value in headers.items()}),
        "body": io.BytesIO(body) if operation.has_streaming_output else body,
        "context": {"operation_name": operation.name},
    }
    if service == "s3":
        changed = {}
        botocore.handlers.handle_expires_header(operation, response, changed)
    else:
        changed = {}
    parsed = create_parser(protocol).parse(response, shape)
    parsed.update(changed)
    parsed.pop("ResponseMetadata", None)
    if service == "iam":
        botocore.handlers.json_decode_policies(parsed, operation)
    if service == "s3" and operation.name in LISTS:
        LISTS[operation.name](parsed, context={"encoding_type_auto_set": True})
    if (service, operation.name) == ("s3", "GetBucketLocation"):
        parsed["LocationConstraint"] = ElementTree.fromstring(body).text
    if (service, operation.name) == ("cloudformation", "GetTemplate"):
        botocore.handlers.json_decode_template_body(parsed)
    if (service, operation.name) == ("ec2", "GetConsoleOutput"):
        botocore.handlers.decode_console_output(parsed)
    payload = shape.serialization.get("payload")
    if payload and shape.members[payload].type_name == "blob" and payload in parsed:
        raw = parsed[payload]
        raw = raw.read() if hasattr(raw, "read") else raw
        parsed[payload] = raw.encode() if isinstance(raw, str) else raw
    return parsed


def main():
    options = arguments(__doc__)
    logging.disable(logging.CRITICAL)
    loader = botocore.session.Session().get_component("data_loader")
    counts, reasons = collections.Counter(), collections.Counter()
    with open(os.path.join(options.output, "responses.jsonl"), "w") as out:
        for service in options.service or loader.list_available_services("service-2"):
            description = loader.load_service_model(service, "service-2")
            metadata = description["metadata"]
            spoken = metadata.get("protocols", [metadata["protocol"]])
            first = next((one for one in PRIORITY if one in spoken), metadata["protocol"])
            for protocol in {first, "smithy-rpc-v2-cbor"} & {first, *spoken}:
                metadata["protocol"] = protocol
                model = ServiceModel(description, service)
                for name in model.operation_names:
                    operation = model.operation_model(name)
                    if operation.output_shape is None or operation.has_event_stream_output:
                        counts["without output, or events"] += 1
                        continue
                    for kind, seed, title in classes(options.seed):
                        values = Values(kind, seed, f"{service}.{name}.out")
                        # moto writes them as no JSON.
                        values.words = "json" not in protocol
                        given = values.message(operation.output_shape)
                        if given and (service, name) in CHECKED:
                            # Made up ones are those of other bodies, which we refuse.
                            given = {key: value for key, value in given.items() if not key.startswith("Checksum")}
                        if given is None:
                            counts["skipped"] += 1
                            continue
                        try:
                            status, headers, body = answer(service, protocol, operation, given)
                            parsed = understood(service, protocol, operation, status, headers, body)
                            line = json.dumps({
                                "service": service, "operation": name, "class": title, "protocol": protocol,
                                "status": status, "headers": {key: str(value) for key, value in headers.items()},
                                "body": base64.b64encode(body).decode(), "output": as_json(parsed)})
                        except Exception as problem:
                            counts["refused"] += 1
                            reasons[f"{protocol} {type(problem).__name__}: {str(problem)[:70]}"] += 1
                            continue
                        counts["cases"] += 1
                        out.write(line + "\n")
    print(dict(counts))
    for reason, count in reasons.most_common(15):
        print(f"{count:6} refused by botocore or moto: {reason}")


if __name__ == "__main__":
    main()
