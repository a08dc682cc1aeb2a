"""Moto with its IAM checks on, on a free port of 127.0.0.1, holding what the conformance table speaks of.

Prints one line of JSON once it is ready: endpoint, region, account, bucket, accessKeyId, secretAccessKey, roles (ARNs by
name) and mfaSerial, the keys being AssumeRoleUser's. Serves until it is killed.
"""

import json
import os
import threading
import urllib.request

account = "012345678901"
os.environ["MOTO_ACCOUNT_ID"] = account
# Nothing is checked until all is made.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "1000000"

import boto3  # noqa: E402
from flask import has_request_context, request  # noqa: E402
from moto.iam import access_control  # noqa: E402
from moto.s3 import responses  # noqa: E402
from moto.server import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

region = "ap-northeast-1"
bucket = f"test-bucket-{account}"
user = f"arn:aws:iam::{account}:user/AssumeRoleUser"


def verify_paths_as_sent():
    """Moto verifies the signature of the decoded path, and so refuses every %2F and %20."""
    original = access_control.IAMRequestBase.__init__

    def init(self, *args, **kwargs):
        if has_request_context():
            sent = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
            if sent:
                kwargs["path"] = sent
        original(self, *args, **kwargs)

    access_control.IAMRequestBase.__init__ = init
    # As AWS does; moto asks for an action s3:HeadBucket, which there is not.
    responses.ACTION_MAP["BUCKET"]["HEAD"]["DEFAULT"] = "ListBucket"


def allow(action, **more):
    statement = {"Effect": "Allow", "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def lend(principal, **more):
    return allow("sts:AssumeRole", Principal={"AWS": principal}, **more)


trust_policies = {
    "S3ListBucketOnly": lend(user),
    "LentToSomebodyElse": lend(f"arn:aws:iam::{account}:user/Somebody"),
    "NeedsExternalId": lend(user, Condition={"StringEquals": {"sts:ExternalId": "abc-123"}}),
    "FirstHop": lend(user),
    "SecondHop": lend(f"arn:aws:sts::{account}:assumed-role/FirstHop/MySession"),
    "S3Full": lend(user),
}
further_policies = {
    "FirstHop": allow("sts:AssumeRole", Resource="*"),
    "S3Full": allow("s3:*", Resource="*"),
}


def make_account(endpoint):
    anybody = {"aws_access_key_id": "made-up", "aws_secret_access_key": "made-up"}
    iam, s3 = (boto3.client(name, endpoint_url=endpoint, region_name=region, **anybody) for name in ("iam", "s3"))
    for name in (bucket, "other-bucket"):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    s3.put_object(Bucket=bucket, Key="test.txt", Body=b"x" * 1002)
    s3.put_object(Bucket=bucket, Key="test/note.txt", Body=b"n" * 10)

    iam.create_user(UserName="AssumeRoleUser")
    iam.put_user_policy(
        UserName="AssumeRoleUser",
        PolicyName="AskForRoles",
        PolicyDocument=allow("sts:AssumeRole", Resource=f"arn:aws:iam::{account}:role/*"),
    )
    list_only = iam.create_policy(
        PolicyName="s3ListBucketOnly", PolicyDocument=allow("s3:ListBucket", Resource=f"arn:aws:s3:::{bucket}")
    )["Policy"]["Arn"]
    roles = {}
    for name, trust_policy in trust_policies.items():
        roles[name] = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust_policy)["Role"]["Arn"]
        iam.attach_role_policy(RoleName=name, PolicyArn=list_only)
    for name, document in further_policies.items():
        iam.put_role_policy(RoleName=name, PolicyName="more", PolicyDocument=document)
    key = iam.create_access_key(UserName="AssumeRoleUser")["AccessKey"]
    return {
        "endpoint": endpoint,
        "region": region,
        "account": account,
        "bucket": bucket,
        "accessKeyId": key["AccessKeyId"],
        "secretAccessKey": key["SecretAccessKey"],
        "roles": roles,
        "mfaSerial": iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]["SerialNumber"],
    }


def check_from_now_on(endpoint):
    url = f"{endpoint}/moto-api/reset-auth"
    urllib.request.urlopen(urllib.request.Request(url, data=b"0", headers={"Content-Type": "text/plain"})).close()


verify_paths_as_sent()
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
serving = threading.Thread(target=server.serve_forever)
serving.start()
endpoint = f"http://127.0.0.1:{server.server_port}"
made = make_account(endpoint)
check_from_now_on(endpoint)
print(json.dumps(made), flush=True)
serving.join()
