"""Carries out calls with boto3: one JSON object a line in, one a line out, until stdin ends.

in:  {"id", "endpoint", "region", "keys": {"accessKeyId", "secretAccessKey", "sessionToken"?} | null,
      "service", "method", "parameters", "unchecked"?: send what botocore would refuse, "clock"?: seconds it is wrong,
      "checksums"?: send the checksums that boto3 sends by default}
The method "follow_link" makes a link by its parameters ClientMethod, Params and ExpiresIn, and follows it.
out: {"id", "answer"} | {"id", "error": {"code", "operation", "message", "status"}}, each with "headers" of the answer
"""
import datetime
import functools
import html
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

import boto3
import botocore.auth
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

now = botocore.auth.get_current_datetime


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if hasattr(value, "read"):
        return value.read().decode("utf-8")
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value


@functools.lru_cache(maxsize=None)
def client(service, endpoint, region, access_key_id, secret_access_key, session_token, unchecked, checksums):
    when = "when_supported" if checksums else "when_required"
    config = {"retries": {"total_max_attempts": 1}, "parameter_validation": not unchecked, "signature_version": "s3v4" if service == "s3" else "v4",
              "request_checksum_calculation": when, "response_checksum_validation": when}
    if access_key_id is None:
        config["signature_version"] = UNSIGNED
    made = boto3.client(service, endpoint_url=endpoint, region_name=region, config=Config(**config),
                        aws_access_key_id=access_key_id, aws_secret_access_key=secret_access_key,
                        aws_session_token=session_token)
    made.meta.events.register("before-send.s3-control", functools.partial(to_endpoint, endpoint))
    return made


def to_endpoint(endpoint, request, **_):
    """S3 Control writes the account in front of the host's name, and nobody resolves that."""
    url = urllib.parse.urlsplit(request.url)
    request.headers["Host"] = url.netloc
    request.url = endpoint + request.url[len(f"{url.scheme}://{url.netloc}"):]


def follow_link(service, ClientMethod, Params, ExpiresIn, Body=None):
    url = service.generate_presigned_url(ClientMethod, Params=Params, ExpiresIn=ExpiresIn)
    method = {"get": "GET", "put": "PUT", "delete": "DELETE", "head": "HEAD"}[ClientMethod.split("_")[0]]
    request = urllib.request.Request(url, method=method, data=Body and Body.encode())
    # What urllib adds of its own is no header of the link.
    request.add_unredirected_header("Content-Type", "text/plain") if Body else None
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            return {"answer": {"Status": answer.status, "Body": answer.read().decode()},
                    "headers": {name.lower(): value for name, value in answer.headers.items()}}
    except urllib.error.HTTPError as error:
        said = {name: html.unescape(text)
                for name, text in re.findall(r"<(Code|Message)>(.*?)</", error.read().decode())}
        return {"error": {"code": said.get("Code", "none"), "operation": ClientMethod,
                          "message": said.get("Message", "none"), "status": error.code}, "headers": {}}


def carry_out(call):
    keys = call["keys"] or {}
    service = client(call["service"], call["endpoint"], call["region"], keys.get("accessKeyId"),
                     keys.get("secretAccessKey"), keys.get("sessionToken"), call.get("unchecked", False), call.get("checksums", False))
    shift = datetime.timedelta(seconds=call.get("clock", 0))
    botocore.auth.get_current_datetime = lambda *args, **kwargs: now(*args, **kwargs) + shift
    try:
        if call["method"] == "follow_link":
            return follow_link(service, **call["parameters"])
        answer = getattr(service, call["method"])(**call["parameters"])
        return {"answer": plain(answer), "headers": answer["ResponseMetadata"]["HTTPHeaders"]}
    except ClientError as error:
        metadata = error.response["ResponseMetadata"]
        said = error.response["Error"]
        return {"error": {"code": said["Code"], "operation": error.operation_name, "message": said["Message"],
                          "status": metadata["HTTPStatusCode"]}, "headers": metadata["HTTPHeaders"]}
    except Exception as error:  # noqa: BLE001 - whatever it is belongs to the row
        return {"error": {"code": type(error).__name__, "operation": call["method"], "message": str(error),
                          "status": 0}, "headers": {}}


for line in sys.stdin:
    call = json.loads(line)
    print(json.dumps({"id": call["id"], **carry_out(call)}), flush=True)
