"""Says what botocore makes of configurations: one JSON case a line in, one JSON answer a line out.

A case is {config, credentials, env, profile, imds} as in test/fixtures/profiles; files are texts or null.
An answer is {expect, expectMore, ...}: expect and expectMore as there, and beside them
  exception   what botocore raised, if it did
  crash       true if that is no error of its own but a slip on a value it did not foresee (TypeError and the like)
  files       {config, credentials}: what its parser reads, {section: {key: value or {key: value}}}, or {lines} if it refuses
  profiles    the names it knows, in its order
  endpoints   {sts, s3} where they are configured
  calls       the endpoints that STS was called at, in order
  keys        [access key, secret key, session token] that the chain starts from

A case may be {command} instead; its answer is {posix, windows}: the words of a credential process, null if it has none.

botocore runs as it is; botocoreOutside.py replaces what lies outside of it.
"""
import contextlib
import io
import json
import os
import sys
import tempfile
import warnings

import botocore.compat
import botocore.configloader
import botocore.configprovider
import botocore.credentials as bc
import botocore.exceptions as bx
import botocore.session
from botocoreOutside import remember_what_never_changes, replace_the_outside, trace, watch

warnings.filterwarnings("ignore")

KINDS = {
    bc.EnvProvider: "environment",
    bc.AssumeRoleWithWebIdentityProvider: "webIdentity",
    bc.SSOProvider: "sso",
    bc.SharedCredentialProvider: "static",
    bc.LoginProvider: "login",
    bc.ProcessProvider: "process",
    bc.ConfigProvider: "static",
    bc.ContainerProvider: "ecs",
    bc.InstanceMetadataProvider: "ec2",
}

ERRORS = (
    (bx.ProfileNotFound, "", "profile-not-found", None),
    (bx.InfiniteLoopConfigError, "", "cycle", None),
    (bx.ConfigParseError, "", "malformed-config", "unparseable-file"),
    (bx.PartialCredentialsError, "source_profile or credential_source", "missing-source", "role-without-source"),
    (bx.PartialCredentialsError, "", "partial-credentials", None),
    (bx.CredentialRetrievalError, "No credentials found in credential_source", "missing-source", "credential-source-empty"),
    (bx.InvalidConfigError, "services configuration does not exist", "malformed-config", "services-not-found"),
    (bx.InvalidConfigError, "sso_session configuration does not exist", "malformed-config", "sso-session-not-found"),
    (bx.InvalidConfigError, "token provider but is missing the following", "malformed-config", "sso-incomplete"),
    (bx.InvalidConfigError, "missing required configuration", "malformed-config", "sso-incomplete"),
    (bx.InvalidConfigError, "sso-session does not exist", "malformed-config", "sso-session-not-found"),
    (bx.InvalidConfigError, "is inconsistent between", "malformed-config", "sso-session-conflict"),
    (bx.InvalidConfigError, "no role ARN configured", "malformed-config", "web-identity-without-role"),
    (bx.InvalidConfigError, "must have credentials", "missing-source", "source-profile-without-credentials"),
    (bx.InvalidConfigError, "contains both", "source-and-credential-source", None),
    (bx.InvalidConfigError, "is not valid.", "invalid-credential-source", None),
    (bx.InvalidConfigError, "does not exist.", "source-profile-not-found", None),
    (ValueError, "No closing quotation", "malformed-config", "credential-process-quoting"),
    (ValueError, "No escaped character", "malformed-config", "credential-process-quoting"),
)


def error_of(exception):
    text = " ".join(str(exception).split()).replace("role_arnconfiguration", "role_arn configuration")
    for kind, part, label, detail in ERRORS:
        if isinstance(exception, kind) and part in text:
            return label, detail
    return None, None


def single(value):
    """A block of settings where one value belongs is carried along as a dictionary."""
    return "(a block)" if isinstance(value, dict) else value


def hop_of(fetcher):
    names = (("RoleArn", "roleArn"), ("RoleSessionName", "roleSessionName"), ("ExternalId", "externalId"),
             ("SerialNumber", "mfaSerial"), ("DurationSeconds", "durationSeconds"))
    given = dict(fetcher._assume_kwargs)
    if fetcher._using_default_session_name:
        del given["RoleSessionName"]
    return {ours: single(given[theirs]) for theirs, ours in names if theirs in given}


def source_of():
    provider, credentials = trace.loaded
    source, more = {"kind": KINDS[type(provider)]}, {}
    profile = getattr(provider, "_profile_name", None)
    if source["kind"] in ("ec2", "ecs"):
        profile = trace.named_source
    if source["kind"] == "webIdentity":
        more["webIdentity"] = dict(hop_of(trace.web_identity), tokenFile=single(trace.web_identity._web_identity_token_loader.path))
        if "CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN" not in trace.web_identity.feature_ids:
            profile = None
    if profile is not None:
        source["profile"] = profile
    if source["kind"] == "static":
        source["accessKeyId"] = single(credentials.access_key)
        more["heldIn"] = "credentials" if isinstance(provider, bc.SharedCredentialProvider) else "config"
        if credentials.token:
            more["sessionToken"] = True
    if source["kind"] == "process":
        source["command"] = provider._credential_process
        more["argv"] = trace.argv
    if source["kind"] == "sso":
        source["ssoStartUrl"] = single(trace.sso["start_url"])
        source["ssoAccountId"] = single(trace.sso["account_id"])
        source["ssoRoleName"] = single(trace.sso["role_name"])
        more["ssoRegion"] = single(trace.sso["sso_region"])
        if "sso_session_name" in trace.sso:
            more["ssoSession"] = trace.sso["sso_session_name"]
    if source["kind"] == "login":
        more["loginSession"] = single(trace.login_session)
    return source, more


def plan_of(session):
    """(expect, expectMore)"""
    if trace.loaded is None:
        return {"error": "missing-source"}, {"detail": "no-credentials"}
    source, more = source_of()
    expect = {"source": source, "hops": [hop_of(fetcher) for fetcher in trace.roles]}
    region = session.get_config_variable("region")
    if region:
        expect["region"] = single(region)
    return expect, more


def parsed(name):
    try:
        return botocore.configloader.raw_config_parse(name)
    except bx.ConfigNotFound:
        return None
    except bx.ConfigParseError as refusal:
        error = refusal.kwargs["error"]
        lines = [error.lineno] if hasattr(error, "lineno") else [line for line, _ in getattr(error, "errors", [])]
        return {"lines": lines}


def endpoint(session, service):
    if session.get_config_variable("ignore_configured_endpoint_urls"):
        return None
    return single(botocore.configprovider.ConfiguredEndpointProvider(
        session.full_config, session.get_scoped_config(), service).provide())


def is_about_an_address(exception):
    """No region, or an address that is none, for a call: the plan is made by then."""
    return isinstance(exception, bx.NoRegionError) or "Invalid endpoint: " in str(exception)


def words(command, platform):
    try:
        return botocore.compat.compat_shell_split(command, platform)
    except ValueError:
        return None


def look_around(session):
    """What else there is to compare, where botocore gets that far."""
    found = {}
    with contextlib.suppress(Exception):
        found["profiles"] = session.available_profiles
        found["endpoints"] = {"sts": endpoint(session, "sts"), "s3": endpoint(session, "s3")}
    return found


def resolve(case):
    trace.start(case.get("imds"))
    result, exception = {}, None
    session = botocore.session.Session(profile=case.get("profile"))
    try:
        credentials = session.get_credentials()
        if credentials is not None:
            credentials.get_frozen_credentials()
        result["expect"], result["expectMore"] = plan_of(session)
    except Exception as raised:  # it is the answer
        exception = raised
    if trace.loaded is not None and is_about_an_address(exception):
        exception = None
        result["expect"], result["expectMore"] = plan_of(session)
    if exception is not None:
        result["exception"] = f"{type(exception).__name__}: {exception}"
        label, detail = error_of(exception)
        if label is None:
            result["crash"] = True
        else:
            result["expect"], result["expectMore"] = {"error": label}, {"detail": detail} if detail else {}
    result.update(look_around(session))
    result["calls"] = trace.calls
    if exception is None and trace.loaded is not None and type(trace.loaded[1]) is bc.Credentials:
        keys = trace.loaded[1]
        result["keys"] = [single(key) for key in (keys.access_key, keys.secret_key, keys.token or None)]
    return result


def main():
    replace_the_outside()
    remember_what_never_changes()
    watch()
    path = os.environ.get("PATH", "")
    with tempfile.TemporaryDirectory() as home:
        names = {"config": os.path.join(home, "config"), "credentials": os.path.join(home, "credentials")}
        for line in sys.stdin:
            case = json.loads(line)
            if "command" in case:
                split = {"posix": words(case["command"], "linux"), "windows": words(case["command"], "win32")}
                print(json.dumps(split), flush=True)
                continue
            for file, name in names.items():
                if case.get(file) is None:
                    with contextlib.suppress(FileNotFoundError):
                        os.remove(name)
                else:
                    with open(name, "w", encoding="utf-8", newline="") as out:
                        out.write(case[file])
            os.environ.clear()
            os.environ.update({"PATH": path, "HOME": home, "BOTO_CONFIG": os.path.join(home, "none"),
                               "AWS_CONFIG_FILE": names["config"], "AWS_SHARED_CREDENTIALS_FILE": names["credentials"]})
            os.environ.update(case.get("env") or {})
            with contextlib.redirect_stderr(io.StringIO()):
                result = resolve(case)
            result["files"] = {file: parsed(name) for file, name in names.items()}
            print(json.dumps(result, default=repr), flush=True)


if __name__ == "__main__":
    main()
