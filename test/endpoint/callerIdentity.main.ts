// Prints the ARN that the SDK for JavaScript gets from its environment, by its own chain of providers.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

console.log((await new STSClient({ maxAttempts: 1 }).send(new GetCallerIdentityCommand({}))).Arn);
