"""What lies outside of botocore, replaced, and what botocore does on the way, remembered. For botocorePlan.py.

HTTP (the metadata services, STS and the SSO portal answer from here), the credential process, the MFA prompt and the
token stores are replaced; and so are botocore's checks of parameters and region names, so that it goes on where AWS
would be the next to object.
"""
import datetime
import functools
import json
import socket
import urllib.parse

import botocore.client
import botocore.credentials as bc
import botocore.exceptions as bx
import botocore.hooks
import botocore.httpsession
import botocore.loaders
import botocore.session
import botocore.utils
import botocore.validate
from botocore.awsrequest import AWSResponse

LATER = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=12)).strftime("%Y-%m-%dT%H:%M:%SZ")
PROVIDERS = (bc.EnvProvider, bc.AssumeRoleWithWebIdentityProvider, bc.SSOProvider, bc.SharedCredentialProvider,
             bc.LoginProvider, bc.ProcessProvider, bc.ConfigProvider, bc.ContainerProvider, bc.InstanceMetadataProvider)


class Trace:
    """What one resolution did."""

    def start(self, imds):
        self.imds = imds
        self.loaded = None          # (provider, credentials) that the chain starts from
        self.named_source = None    # the profile whose credential_source was followed
        self.roles = []             # AssumeRole fetchers as they were made: in the order of their calls
        self.web_identity = None
        self.token_file = None
        self.argv = None
        self.sso = {}
        self.login_session = None
        self.calls = []


trace = Trace()


class Body:
    def __init__(self, body):
        self.body = body

    def stream(self, *args, **kwargs):
        yield self.body


def answer(request, body, kind):
    return AWSResponse(request.url, 200, {"content-type": kind}, Body(body.encode()))


def send(self, request):
    url = urllib.parse.urlsplit(request.url)
    keys = {"AccessKeyId": "ASIAMETADATA", "SecretAccessKey": "made-up", "Token": "made-up", "Expiration": LATER}
    if url.hostname == "169.254.169.254":
        if not trace.imds:
            raise bx.ConnectTimeoutError(endpoint_url=request.url)
        if url.path.endswith("/api/token"):
            return answer(request, "token", "text/plain")
        if url.path.endswith("/security-credentials/"):
            return answer(request, "instance-role", "text/plain")
        return answer(request, json.dumps(dict(keys, Code="Success")), "application/json")
    if url.hostname == "169.254.170.2":
        return answer(request, json.dumps(keys), "application/json")
    if "/federation/credentials" in url.path:
        later = int(datetime.datetime.fromisoformat(LATER.replace("Z", "+00:00")).timestamp() * 1000)
        role = {"accessKeyId": "ASIASSO", "secretAccessKey": "made-up", "sessionToken": "made-up", "expiration": later}
        return answer(request, json.dumps({"roleCredentials": role}), "application/json")
    body = request.body.decode() if isinstance(request.body, bytes) else request.body or ""
    operation = urllib.parse.parse_qs(body)["Action"][0]
    return answer(request, f"""<{operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{operation}Result>
<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>made-up</SecretAccessKey><SessionToken>made-up</SessionToken>
<Expiration>{LATER}</Expiration></Credentials></{operation}Result></{operation}Response>""", "text/xml")


def no_socket(self, *args, **kwargs):
    raise AssertionError("a socket was opened: nothing here may reach a network")


class Popen:
    returncode = 0

    def __init__(self, argv, **kwargs):
        trace.argv = list(argv)

    def communicate(self):
        return json.dumps({"Version": 1, "AccessKeyId": "ASIAPROCESS", "SecretAccessKey": "made-up"}).encode(), b""


class TokenFile:
    def __init__(self, path, *args):
        self.path = path

    def __call__(self):
        return "made.up.token"


def around(owner, name, wrapper):
    """Replaces owner.name by a function that is given the old one and its arguments."""
    old = getattr(owner, name)
    setattr(owner, name, lambda self, *args, **kwargs: wrapper(old, self, *args, **kwargs))


def remember_load(load, provider):
    credentials = load(provider)
    if credentials is not None and trace.loaded is None:
        trace.loaded = (provider, credentials)
    return credentials


def remember_named_source(resolve, provider, credential_source, profile_name):
    trace.named_source = profile_name
    return resolve(provider, credential_source, profile_name)


def remember_role(init, fetcher, *args, **kwargs):
    init(fetcher, *args, **kwargs)
    trace.roles.append(fetcher)


def remember_web_identity(init, fetcher, *args, **kwargs):
    init(fetcher, *args, **kwargs)
    trace.web_identity = fetcher


def remember_sso(init, fetcher, *args, **kwargs):
    init(fetcher, *args, **kwargs)
    trace.sso = kwargs


def remember_call(call, client, operation, params):
    if client.meta.service_model.service_name == "sts":
        trace.calls.append(client.meta.endpoint_url)
    return call(client, operation, params)


def login_token(self, session_name):
    trace.login_session = session_name
    keys = {"accessKeyId": "ASIALOGIN", "secretAccessKey": "made-up", "sessionToken": "made-up"}
    token = dict(keys, accountId="000000000000", expiresAt=LATER)
    return {"accessToken": token, "refreshToken": "made-up", "dpopKey": "made-up", "clientId": "made-up"}


def replace_the_outside():
    botocore.httpsession.URLLib3Session.send = send
    socket.socket.connect = no_socket
    bc.FileWebIdentityTokenLoader = TokenFile
    botocore.utils.SSOTokenLoader.__call__ = lambda self, *args, **kwargs: {"accessToken": "made-up", "expiresAt": LATER}
    bc.LoginTokenLoader.load_token = login_token
    bc.EC = bc.EC or object()  # needed for renewing only, which never happens here
    around(bc.ProcessProvider, "__init__", lambda init, self, profile_name, load_config: init(
        self, profile_name, load_config, popen=Popen))
    around(bc.AssumeRoleProvider, "__init__", lambda init, self, *args, **kwargs: init(
        self, *args, **dict(kwargs, prompter=lambda text: "123456")))
    botocore.session.validate_region_name = lambda name: None
    botocore.validate.ParamValidator.validate = lambda self, params, shape: botocore.validate.ValidationErrors()


def remember_what_never_changes():
    """Two thirds of the time go into making a session's event handlers and loading service models, always the same."""
    loader = botocore.loaders.create_loader()
    botocore.session.create_loader = lambda search_path: loader
    botocore.hooks.accepts_kwargs = functools.cache(botocore.hooks.accepts_kwargs)
    aliases, alias = {}, botocore.hooks.EventAliaser._alias_event_name

    def known_alias(self, name):
        if name not in aliases:
            aliases[name] = alias(self, name)
        return aliases[name]

    botocore.hooks.EventAliaser._alias_event_name = known_alias


def watch():
    for provider in PROVIDERS:
        around(provider, "load", remember_load)
    around(bc.AssumeRoleProvider, "_resolve_credentials_from_source", remember_named_source)
    around(bc.AssumeRoleCredentialFetcher, "__init__", remember_role)
    around(bc.AssumeRoleWithWebIdentityCredentialFetcher, "__init__", remember_web_identity)
    around(bc.SSOCredentialFetcher, "__init__", remember_sso)
    around(botocore.client.BaseClient, "_make_api_call", remember_call)
