"""What botocore understands of errors, in the forms AWS and what stands before it write them.

Writes errors.jsonl, one case a line.
"""

import base64
import collections
import json
import logging
import os

import botocore.session
from botocore.awsrequest import HeadersDict
from botocore.handlers import _map_oauth2_errors
from botocore.model import NoShapeFoundError, ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from values import arguments, as_json

PRIORITY = ["json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor", "query", "ec2"]
ID = {"x-amzn-requestid": "id-1"}
OTHER_ID = {"x-amz-request-id": "id-2", "x-amz-id-2": "host"}
TEXT = "It's <not> there & é"
ESCAPED = TEXT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def anything():
    """What any answer may be."""
    for status in (400, 403, 404, 500, 503):
        yield status, OTHER_ID, b""
    yield 503, {}, b"<html><body><b>Http/1.1 Service Unavailable</b></body></html>"
    yield 502, {}, b"  <html>"


def xml(protocol, code, members):
    error = f"<Code>{code}</Code><Message>{ESCAPED}</Message>{members}"
    space = 'xmlns="https://example.com/doc/"'
    yield 400, {}, f"<ErrorResponse {space}><Error><Type>Sender</Type>{error}</Error><RequestId>id</RequestId></ErrorResponse>"
    yield 400, ID, f"<ErrorResponse {space}><Error>{error}</Error></ErrorResponse>"
    if protocol == "ec2":
        yield 400, {}, f"<Response><Errors><Error>{error}</Error></Errors><RequestID>id</RequestID></Response>"
    yield 500, {}, f"<?xml version='1.0'?>\n<ErrorResponse><Error>{error}</Error><RequestId>id</RequestId></ErrorResponse>"


def s3(code, members):
    error = f"<Code>{code}</Code><Message>{ESCAPED}</Message>{members}"
    yield 404, OTHER_ID, f"<Error>{error}<RequestId>id</RequestId><HostId>host</HostId></Error>"
    yield 403, OTHER_ID, f"<?xml version='1.0' encoding='UTF-8'?>\n<Error>{error}</Error>"


def objects(code, members, rest):
    for name in (code, f"com.amazonaws.example#{code}", f"{code}:http://internal.amazon.com/doc/",
                 f"aws.protocoltests#{code}:http://internal.amazon.com/"):
        yield 400, ID, {"__type": name, "message": TEXT, **members}
    yield 400, ID, {"__type": code, "Message": TEXT, **members}
    yield 500, {}, {"__type": code, **members}
    yield 400, ID, {"message": TEXT}
    yield 400, ID | {"x-amzn-query-error": f"{code};Sender"}, {"__type": code, "message": TEXT, **members}
    yield 400, ID | {"x-amzn-query-error": "nothing"}, {"__type": code, "message": TEXT}
    if rest:
        yield 400, ID | {"x-amzn-errortype": f"{code}:http://internal"}, {"message": TEXT, **members}
        yield 400, OTHER_ID | {"x-amzn-errortype": f"a.b#{code}"}, {**members}
        yield 400, ID, {"code": code, "message": TEXT, **members}
        yield 400, ID, {"Code": f"a#{code}", "message": TEXT}
        yield 400, ID, {"__type": "Other", "code": code, "message": TEXT}


def answers(protocol, service, code, members):
    yield from anything()
    if protocol in ("query", "ec2", "rest-xml"):
        children = "".join(f"<{name}>{value}</{name}>" for name, value in members.items())
        for status, headers, body in [*xml(protocol, code, children), *(s3(code, children) if service == "s3" else ())]:
            yield status, headers, body.encode()
        yield 400, {}, b"no xml"
        yield 400, {}, b"<ErrorResponse><Error><Code>Cut"
        return
    for status, headers, body in objects(code, members, protocol == "rest-json"):
        if protocol == "smithy-rpc-v2-cbor":
            raw = bytearray([0xA0 | len(body)])
            writer = create_serializer(protocol, include_validation=False)
            for name, value in body.items():
                writer._serialize_type_string(raw, name, None, None)
                writer._serialize_type_string(raw, value, None, None)
            yield status, headers, bytes(raw)
        else:
            yield status, headers, json.dumps(body).encode()
    if protocol != "smithy-rpc-v2-cbor":
        yield 400, ID, b"no json"
        yield 413, {}, b"<html><body>too large</body></html>"
    if service == "sso-oidc":
        yield 400, ID | {"x-amzn-errortype": code}, json.dumps({"error": "x", "error_description": TEXT}).encode()


def understood(model, protocol, operation, status, headers, body):
    response = {"status_code": status, "headers": HeadersDict(headers), "body": body,
                "context": {"operation_name": operation.name}}
    if model.service_name == "sso-oidc":
        _map_oauth2_errors(response)
    parser = create_parser(protocol)
    try:
        parsed = parser.parse(response, operation.output_shape)
    except Exception:
        # botocore has no answer to this; ours is the status.
        return {"code": str(status), "message": None, "request_id": None, "members": {}}
    error, members = parsed.get("Error", {}), {}
    try:
        shape = model.shape_for_error_code(error.get("Code"))
        members = parser.parse(response, shape) if shape else {}
    except NoShapeFoundError:
        pass
    request_id = parsed.get("ResponseMetadata", {}).get("RequestId")
    return {"code": error.get("Code") or "", "message": error.get("Message") or "", "request_id": request_id,
            "members": as_json(members)}


def main():
    options = arguments(__doc__)
    logging.disable(logging.CRITICAL)
    loader = botocore.session.Session().get_component("data_loader")
    counts = collections.Counter()
    with open(os.path.join(options.output, "errors.jsonl"), "w") as out:
        for service in options.service or loader.list_available_services("service-2"):
            description = loader.load_service_model(service, "service-2")
            metadata = description["metadata"]
            spoken = metadata.get("protocols", [metadata["protocol"]])
            protocol = next((one for one in PRIORITY if one in spoken), metadata["protocol"])
            metadata["protocol"] = protocol
            model = ServiceModel(description, service)
            operation = model.operation_model(model.operation_names[0])
            shapes = sorted(model.error_shapes, key=lambda shape: shape.name)[:6]
            known = [(shape.error_code, texts(shape)) for shape in shapes]
            for code, members in known + [("AccessDenied", {}), ("Throttling.User", {})]:
                for status, headers, body in answers(protocol, service, code, members):
                    expected = understood(model, protocol, operation, status, headers, body)
                    counts["cases"] += 1
                    out.write(json.dumps({
                        "service": service, "operation": operation.name, "protocol": protocol, "status": status,
                        "headers": headers, "body": base64.b64encode(body).decode(), "error": expected}) + "\n")
    print(dict(counts))


def texts(shape):
    """The members of an error that are texts, but for its message."""
    return {member.serialization.get("name", name): "some text" for name, member in shape.members.items()
            if member.type_name == "string" and not member.serialization.get("location")
            and name.lower() not in ("message", "code", "type")}


if __name__ == "__main__":
    main()
