// What a person reads of each failure, in both languages. A code without a row does not compile, and two sentences that
// changed places are seen here.
import type { Failure, FailureOf, SourceProblem } from '../../src/core/failure.ts';
import { failureSentence } from '../../src/platform/messages.ts';
import { assertSays } from '../support/inBothLanguages.ts';

type Row<Given> = readonly [given: Given, english: string, japanese: string];
/** At least one row for each name. */
type Table<Given extends object> = {
  readonly [Name in keyof Given]: readonly [Row<Given[Name]>, ...Row<Given[Name]>[]];
};

type Code = Exclude<Failure['code'], 'source-failed' | 'profile-problem'>;
type Data = { readonly [Each in Code]: Omit<FailureOf<Each>, 'code'> };

const codes: Table<Data> = {
  denied: [
    [
      { denial: { category: 'denied', operation: 'ListBuckets', code: 'AccessDenied' } },
      'Access denied: The current identity may not ListBuckets.',
      'アクセスが拒否されました: 現在の ID には ListBuckets が許可されていません。',
    ],
  ],
  'session-expired': [
    [{}, 'The session has ended. Renew it to go on.', 'セッションは終了しました。続けるには、更新してください。'],
  ],
  'access-key-unknown': [
    [
      { accessKeyId: 'AKIA…MPLE' },
      'AWS does not know the access key AKIA…MPLE. It may be deleted, inactive, or mistyped: choose or add another one.',
      'アクセスキー AKIA…MPLE は AWS に見つかりません。削除または無効化されたか、入力が誤っている可能性があります。別のアクセスキーを選択または追加してください。',
    ],
  ],
  'secret-wrong': [
    [
      { accessKeyId: 'AKIA…MPLE' },
      'The secret does not belong to the access key AKIA…MPLE. Add the access key again with its own secret.',
      'シークレットがアクセスキー AKIA…MPLE のものではありません。正しいシークレットとともに、アクセスキーを追加し直してください。',
    ],
  ],
  'clock-skewed': [
    [
      { message: 'Signature expired' },
      'The clock of this machine and that of AWS differ too much. Set the clock and try again. AWS said: Signature expired',
      'このマシンの時計と AWS の時刻がずれすぎています。時計を合わせてから、もう一度お試しください。AWS の応答: Signature expired',
    ],
  ],
  'request-invalid': [
    [
      { message: '1 validation error detected' },
      'AWS does not accept a value. Correct it, then try again. AWS said: 1 validation error detected',
      'AWS が受け付けない値があります。修正してから、もう一度お試しください。AWS の応答: 1 validation error detected',
    ],
  ],
  'bucket-missing': [
    [
      { bucket: 'amzn-s3-demo-bucket' },
      'There is no bucket named "amzn-s3-demo-bucket". Check its spelling.',
      '「amzn-s3-demo-bucket」という名前のバケットはありません。つづりを確認してください。',
    ],
  ],
  'object-missing': [
    [
      { bucket: 'amzn-s3-demo-bucket', key: 'reports/2025/summary.csv' },
      'The object is no longer there. Refresh the folder.',
      'オブジェクトはもうありません。フォルダーを更新してください。',
    ],
  ],
  'object-changed': [
    [
      { bucket: 'amzn-s3-demo-bucket', key: 'reports/2025/summary.csv' },
      '"reports/2025/summary.csv" was changed by somebody else. Nothing was written. Compare the two, then decide.',
      '「reports/2025/summary.csv」はほかの誰かが変更しました。何も書き込んでいません。両者を比較してから決めてください。',
    ],
  ],
  'object-exists': [
    [
      { bucket: 'amzn-s3-demo-bucket', key: 'reports/2025/summary.csv' },
      'There is an object "reports/2025/summary.csv" already. It was left as it is: choose another name.',
      'オブジェクト「reports/2025/summary.csv」はすでにあるので、そのままにしました。別の名前を選んでください。',
    ],
  ],
  'objects-kept': [
    [
      { all: 3, count: 2, kept: [{ key: 'reports/2025/summary.csv', reason: { code: 'throttled' } }] },
      'Not deleted: 2 of 3 objects. "reports/2025/summary.csv": AWS asks to slow down. Try again in a moment.',
      '3 個のオブジェクトのうち 2 個は削除されませんでした。「reports/2025/summary.csv」: リクエストが多すぎるため、AWS が制限しています。しばらくしてからもう一度お試しください。',
    ],
  ],
  'object-damaged': [
    [
      { bucket: 'amzn-s3-demo-bucket', key: 'reports/2025/summary.csv' },
      'What arrived of "reports/2025/summary.csv" is not what S3 keeps: its checksum is another. Try again.',
      '届いた「reports/2025/summary.csv」は S3 にあるものと違います (チェックサム不一致)。もう一度試してください。',
    ],
  ],
  'object-archived': [
    [
      { bucket: 'amzn-s3-demo-bucket', key: 'reports/2025/summary.csv' },
      '"reports/2025/summary.csv" is in an archive. Restore it in the AWS console before you read it.',
      '「reports/2025/summary.csv」はアーカイブされています。読む前に AWS コンソールで復元してください。',
    ],
  ],
  'object-too-large': [
    [
      { key: 'reports/2025/summary.csv', size: 12582912, limit: 10485760 },
      '"reports/2025/summary.csv" has 12.0 MiB: more than the 10.0 MiB that are opened as a document. Download it, or raise rolecall.documents.maxMegabytes.',
      '「reports/2025/summary.csv」は 12.0 MiB あり、文書として開く上限の 10.0 MiB を超えています。ダウンロードするか、rolecall.documents.maxMegabytes を大きくしてください。',
    ],
  ],
  'local-file': [
    [
      { file: '/home/dev/a.csv', reason: 'EACCES' },
      '"/home/dev/a.csv" cannot be read or written on this machine (EACCES). Check that it is there, its permissions, and the free space.',
      'このマシンの「/home/dev/a.csv」を読み書きできません (EACCES)。ファイルの有無、権限、空き容量を確認してください。',
    ],
    [
      { file: '/home/dev/a.csv', reason: 'changed' },
      '"/home/dev/a.csv" was changed while it was read. Try again.',
      '「/home/dev/a.csv」は読み取り中に変更されました。もう一度試してください。',
    ],
  ],
  'identity-changed': [
    [
      { opened: 'role/Reader', current: 'user/Ann' },
      'This was begun as role/Reader, and now you are user/Ann. Become role/Reader again to go on.',
      'これは role/Reader として始めたものですが、今は user/Ann です。続けるには、もう一度 role/Reader になってください。',
    ],
    [
      { opened: 'role/Reader' },
      'This was begun as role/Reader, and now there is no identity. Become role/Reader again to go on.',
      'これは role/Reader として始めたものですが、今はどの ID でもありません。続けるには、もう一度 role/Reader になってください。',
    ],
  ],
  'bucket-elsewhere': [
    [
      { bucket: 'amzn-s3-demo-bucket', region: 'eu-west-1' },
      'The bucket "amzn-s3-demo-bucket" lies in the region eu-west-1. Set rolecall.region to it, then try again.',
      'バケット「amzn-s3-demo-bucket」はリージョン eu-west-1 にあります。rolecall.region をそのリージョンに設定して、もう一度お試しください。',
    ],
    [
      { bucket: 'amzn-s3-demo-bucket' },
      'The bucket "amzn-s3-demo-bucket" lies in another region. Set rolecall.region to that of the bucket, then try again.',
      'バケット「amzn-s3-demo-bucket」は別のリージョンにあります。rolecall.region をバケットのリージョンに設定して、もう一度お試しください。',
    ],
  ],
  'endpoint-unreachable': [
    [
      { endpoint: 'http://127.0.0.1:9', reason: 'ECONNREFUSED' },
      'http://127.0.0.1:9 cannot be reached (ECONNREFUSED). Check the network and the endpoint, then try again.',
      'http://127.0.0.1:9 に接続できません (ECONNREFUSED)。ネットワークとエンドポイントを確認して、もう一度お試しください。',
    ],
  ],
  'endpoint-unconfirmed': [
    [
      { host: 'minio.example:9000' },
      'Nothing was sent to minio.example:9000: it is another machine, and plain http can be read and changed on the way. Check the identity to decide whether to use it.',
      'minio.example:9000 には何も送信していません。ほかのマシンへの暗号化されない http 接続は、途中で読み取りや改ざんのおそれがあります。使うかどうかは「今すぐ ID を確認」で決められます。',
    ],
  ],
  'endpoint-silent': [
    [
      { endpoint: 'http://127.0.0.1:9', afterMs: 20000 },
      'http://127.0.0.1:9 does not answer. Check the network and the endpoint, then try again.',
      'http://127.0.0.1:9 が応答しません。ネットワークとエンドポイントを確認して、もう一度お試しください。',
    ],
  ],
  'mfa-code-refused': [
    [
      {},
      'AWS does not take the MFA code. Wait for the next code of the device, and check that it is the right one.',
      'MFA コードが AWS に受け付けられませんでした。デバイスが正しいことを確認し、次のコードを待って入力してください。',
    ],
  ],
  'policy-too-large': [
    [
      {},
      'The session policies and tags are too large together. Make the policy shorter, or leave tags out.',
      'セッションポリシーとタグの合計が大きすぎます。ポリシーを短くするか、タグを減らしてください。',
    ],
  ],
  'policy-malformed': [
    [
      { message: 'Syntax errors in policy.' },
      'AWS cannot read the session policy. Correct it. AWS said: Syntax errors in policy.',
      'セッションポリシーを AWS が読み取れません。修正してください。AWS の応答: Syntax errors in policy.',
    ],
  ],
  'duration-refused': [
    [
      { limit: 'role' },
      'The role does not allow a session that long. Ask for a shorter one.',
      'このロールでは、その長さのセッションは許可されていません。もっと短くしてください。',
    ],
    [
      { limit: 'chain' },
      'A role that is assumed from another role lasts one hour at most. Ask for a shorter session.',
      '別のロールから引き受けたロールのセッションは最長 1 時間です。もっと短くしてください。',
    ],
  ],
  'web-identity-expired': [
    [
      {},
      'The web identity token has ended. Have a new one written to the token file, then try again.',
      'ウェブ ID トークンの期限が切れています。トークンファイルを更新してから、もう一度お試しください。',
    ],
  ],
  'region-disabled': [
    [
      { region: 'af-south-1' },
      'The region af-south-1 is not enabled for the account. Enable it, or choose another one.',
      'リージョン af-south-1 はこのアカウントで有効になっていません。有効にするか、別のリージョンを選択してください。',
    ],
  ],
  'partition-mismatch': [
    [
      { partition: 'aws-cn', region: 'eu-west-1' },
      'The role is in the partition aws-cn, to which the region eu-west-1 does not belong. Choose a region of that partition.',
      'ロールはパーティション aws-cn にありますが、リージョン eu-west-1 はそこに属していません。そのパーティションのリージョンを選択してください。',
    ],
  ],
  'answer-unreadable': [
    [
      { endpoint: 'http://127.0.0.1:9' },
      'http://127.0.0.1:9 answers, but not as AWS does. Check the endpoint, and whether a proxy stands between.',
      'http://127.0.0.1:9 は応答しましたが、AWS の応答ではありません。エンドポイントと、途中にプロキシがないかを確認してください。',
    ],
  ],
  throttled: [
    [
      {},
      'AWS asks to slow down. Try again in a moment.',
      'リクエストが多すぎるため、AWS が制限しています。しばらくしてからもう一度お試しください。',
    ],
  ],
  'service-error': [
    [
      { awsCode: 'SomethingNew', message: 'It is new.' },
      'AWS refused: SomethingNew: It is new.',
      'AWS に拒否されました: SomethingNew: It is new.',
    ],
    [{ awsCode: 'SomethingNew' }, 'AWS refused: SomethingNew', 'AWS に拒否されました: SomethingNew'],
    [{ message: 'It is new.' }, 'AWS refused: It is new.', 'AWS に拒否されました: It is new.'],
    [
      { status: 500 },
      'AWS answered with status 500 and no reason. Try again in a moment.',
      'AWS は理由を示さずに、ステータス 500 を返しました。しばらくしてからもう一度お試しください。',
    ],
  ],
  'configuration-changed': [
    [
      {},
      'The AWS configuration files have changed and say something else now. Assume the role again to use what they say.',
      'AWS の設定ファイルが変更され、以前と内容が異なります。現在の内容を使うには、ロールをもう一度引き受けてください。',
    ],
  ],
  'console-elsewhere': [
    [
      { endpoint: 'http://127.0.0.1:9' },
      'The console is that of AWS. This identity is known at http://127.0.0.1:9 only. Choose a source of AWS to open it.',
      'コンソールは AWS のものです。この ID は http://127.0.0.1:9 でだけ有効です。開くには、AWS のソースを選択してください。',
    ],
  ],
  'console-needs-role': [
    [
      {},
      'The console can be opened as a role, not with lasting keys. Assume a role first.',
      'コンソールはロールとして開けますが、長期キーでは開けません。先にロールを引き受けてください。',
    ],
  ],
  'console-unknown': [
    [
      { destination: 'https://example.com/' },
      '"https://example.com/" is no page of the AWS console. Give a path of it, such as s3/buckets, or its whole address.',
      '「https://example.com/」は AWS コンソールのページではありません。s3/buckets のようなパスか、コンソールのアドレス全体を指定してください。',
    ],
    [
      {},
      'The address of the AWS console of this partition is not public. Open the console in a browser yourself.',
      'このパーティションの AWS コンソールのアドレスは公開されていません。コンソールは、自分でブラウザーから開いてください。',
    ],
  ],
  'source-waits': [
    [
      { kind: 'process', profile: 'work' },
      'The profile "work" runs a program for its credentials. Check the identity to run it.',
      'プロファイル「work」は認証情報のためにプログラムを実行します。実行するには ID を確認してください。',
    ],
    [
      { kind: 'sso', profile: 'work' },
      'The profile "work" needs a sign-in in the browser. Check the identity to begin.',
      'プロファイル「work」にはブラウザーでのサインインが必要です。始めるには ID を確認してください。',
    ],
  ],
  'source-missing': [
    [
      {},
      'No AWS credentials are configured. Add an access key, choose a profile, or start the practice account.',
      'AWS の認証情報が設定されていません。アクセスキーを追加するか、プロファイルを選択するか、練習用アカウントを開始してください。',
    ],
  ],
  'mfa-needed': [
    [
      { serial: 'arn:aws:iam::012345678901:mfa/phone' },
      'A code of the MFA device arn:aws:iam::012345678901:mfa/phone is needed. Assume the role to be asked for it.',
      'MFA デバイス arn:aws:iam::012345678901:mfa/phone のコードが必要です。ロールを引き受けると入力を求められます。',
    ],
  ],
  'turn-not-reached': [
    [
      { afterMs: 300_000 },
      'Another window has been asking for the same for more than 5 minutes. See whether a question is open there, answer or close it, then try again.',
      '別のウィンドウが同じものを 5 分以上前から要求しています。そのウィンドウに質問が表示されていないか確認し、答えるか閉じてから、もう一度試してください。',
    ],
  ],
  'key-not-held': [
    [
      { accessKeyId: 'AKIA…MPLE' },
      'The access key AKIA…MPLE is no longer held. Add it again.',
      'アクセスキー AKIA…MPLE はもう保存されていません。もう一度追加してください。',
    ],
  ],
  'key-unconfirmed': [
    [
      { key: 'AKIA…MPLE', host: 'minio.example:9000' },
      'The access key AKIA…MPLE has not been used on minio.example:9000 yet. Check the identity to be asked.',
      'アクセスキー AKIA…MPLE はまだ minio.example:9000 で使われていません。ID を確認すると、使うかどうかを尋ねます。',
    ],
  ],
  'secrets-unavailable': [
    [
      { message: 'The keyring is locked.' },
      'The secret storage of VS Code does not work. Unlock the keyring of this machine, then try again. VS Code said: The keyring is locked.',
      'VS Code のシークレットストレージが使えません。このマシンのキーリングのロックを解除して、もう一度お試しください。VS Code の応答: The keyring is locked.',
    ],
  ],
  'practice-stopped': [
    [
      {},
      'The practice account is not running. Start it to go on.',
      '練習用アカウントが動いていません。続けるには開始してください。',
    ],
  ],
  'region-invalid': [
    [
      { region: 'x/..' },
      '"x/.." is no AWS region. Correct it in the profile or in the setting rolecall.region.',
      '「x/..」は AWS リージョンではありません。プロファイルまたは設定 rolecall.region を修正してください。',
    ],
  ],
  'keyless-refused': [
    [
      { explanation: 'AWS_PROFILE is set.' },
      'New terminals cannot be keyless: AWS_PROFILE is set.',
      '新しいターミナルをキーレスにできません: AWS_PROFILE is set.',
    ],
  ],
  'input-invalid': [
    [
      { problem: 'It is there already.', value: 'a b' },
      'The value "a b" cannot be used: It is there already.',
      '値「a b」は使えません: It is there already.',
    ],
    [
      { problem: 'It is there already.' },
      'That cannot be done: It is there already.',
      '実行できません: It is there already.',
    ],
  ],
};

/** The detail, where the problem has one. */
const sources: Table<{ readonly [Each in SourceProblem]: string | undefined }> = {
  'process-not-found': [
    [
      '/opt/keys',
      'The program "/opt/keys" of the profile "work" is not there. Correct its credential_process.',
      'プロファイル「work」のプログラム「/opt/keys」が見つかりません。credential_process を修正してください。',
    ],
  ],
  'process-not-executable': [
    [
      'EACCES',
      'The program of the profile "work" cannot be run (EACCES). Check its permissions.',
      'プロファイル「work」のプログラムを実行できません (EACCES)。権限を確認してください。',
    ],
  ],
  'process-failed': [
    [
      'exit code 1',
      'The program of the profile "work" failed (exit code 1). Run it in a terminal to see why.',
      'プロファイル「work」のプログラムが失敗しました (exit code 1)。ターミナルで実行して原因を確認してください。',
    ],
  ],
  'process-silent': [
    [
      undefined,
      'The program of the profile "work" did not end in time. Run it in a terminal to see why.',
      'プロファイル「work」のプログラムが時間内に終わりませんでした。ターミナルで実行して原因を確認してください。',
    ],
  ],
  'process-too-loud': [
    [
      undefined,
      'The program of the profile "work" prints too much. It should print credentials only.',
      'プロファイル「work」のプログラムの出力が多すぎます。出力できるのは認証情報だけです。',
    ],
  ],
  'process-in-workspace': [
    [
      'project/keys.sh',
      'The profile "work" would run something inside the workspace (project/keys.sh), which Rolecall never does. Move it elsewhere.',
      'プロファイル「work」はワークスペース内のもの (project/keys.sh) を実行しようとしています。Rolecall は実行しません。別の場所に移動してください。',
    ],
  ],
  'process-file-not-own': [
    [
      '/home/dev/.aws/config',
      'Others can change /home/dev/.aws/config, which names the program of the profile "work". Make the file your own, and writable for you only.',
      'プロファイル「work」のプログラムを指定する /home/dev/.aws/config を、他のユーザーが変更できます。自分の所有にし、自分だけが書き込めるようにしてください。',
    ],
  ],
  'answer-malformed': [
    [
      'SecretAccessKey',
      'What the source of the profile "work" answers are no credentials (SecretAccessKey). Check the program or service that answers.',
      'プロファイル「work」のソースの応答が認証情報ではありません (SecretAccessKey)。応答するプログラムまたはサービスを確認してください。',
    ],
  ],
  'answer-expired': [
    [
      undefined,
      'The credentials that the source of the profile "work" answers have already ended. Check what answers them, and the clock of this machine.',
      'プロファイル「work」のソースが返した認証情報は、すでに期限切れです。それを返す側と、このマシンの時計を確認してください。',
    ],
  ],
  'token-file-missing': [
    [
      '/run/token',
      'The token file /run/token is not there. Check the profile and what writes the file.',
      'トークンファイル /run/token が見つかりません。プロファイルと、ファイルを書き込む側を確認してください。',
    ],
  ],
  'token-file-unreadable': [
    [
      '/run/token',
      'The token file /run/token cannot be read. Check its permissions.',
      'トークンファイル /run/token を読み取れません。権限を確認してください。',
    ],
  ],
  'token-file-empty': [
    [
      '/run/token',
      'The token file /run/token is empty. Check what writes it.',
      'トークンファイル /run/token が空です。書き込む側を確認してください。',
    ],
  ],
  'token-file-no-token': [
    [
      '/run/token',
      'What /run/token holds is no token. Check what writes it.',
      '/run/token の内容がトークンではありません。書き込む側を確認してください。',
    ],
  ],
  'sso-sign-in-late': [
    [
      undefined,
      'The code was not confirmed in time. Sign in again.',
      'コードが時間内に確認されませんでした。もう一度サインインしてください。',
    ],
  ],
  'sso-sign-in-denied': [
    [
      undefined,
      'The sign-in was refused in the browser. Sign in again to go on.',
      'ブラウザーでサインインが拒否されました。続けるには、もう一度サインインしてください。',
    ],
  ],
  'sso-role-denied': [
    [
      'No access',
      'You are signed in, but the role of the profile "work" is not given to you (No access). Correct the profile, or have the role given to you.',
      'サインインしていますが、プロファイル「work」のロールは割り当てられていません (No access)。プロファイルを修正するか、ロールを割り当ててもらってください。',
    ],
  ],
  'sso-refused': [
    [
      'Invalid start url',
      'The sign-in service refused the profile "work". Check its SSO settings in the AWS configuration. The service said: Invalid start url',
      'プロファイル「work」がサインインサービスに拒否されました。AWS の設定の SSO の項目を確認してください。サービスの応答: Invalid start url',
    ],
  ],
  'container-host-refused': [
    [
      'example.com',
      'Container credentials are not asked for at "example.com": without TLS only this machine and AWS count. Correct AWS_CONTAINER_CREDENTIALS_FULL_URI.',
      'コンテナーの認証情報を「example.com」には要求しません。TLS なしで使えるのは、このマシンと AWS だけです。AWS_CONTAINER_CREDENTIALS_FULL_URI を修正してください。',
    ],
    [
      '',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI holds no address of a service. Correct it.',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI の値がサービスのアドレスではありません。修正してください。',
    ],
  ],
  'container-refused': [
    [
      '403',
      'The credential endpoint of the container refused with status 403. Check that the container is given a role.',
      'コンテナーの認証情報エンドポイントに、ステータス 403 で拒否されました。コンテナーにロールが割り当てられているか確認してください。',
    ],
  ],
  'instance-silent': [
    [
      undefined,
      'The metadata service of the EC2 instance does not answer. Check that this machine is one, or choose another source.',
      'EC2 インスタンスのメタデータサービスが応答しません。このマシンが EC2 インスタンスかどうかを確認するか、別のソースを選択してください。',
    ],
  ],
  'instance-without-role': [
    [
      undefined,
      'The EC2 instance has no role. Attach one to it, or choose another source.',
      'EC2 インスタンスにロールがありません。ロールをアタッチするか、別のソースを選択してください。',
    ],
  ],
  'login-missing': [
    [
      undefined,
      'Nobody is logged in for the profile "work". Run "aws login" in a terminal.',
      'プロファイル「work」はログインしていません。ターミナルで "aws login" を実行してください。',
    ],
  ],
  'login-expired': [
    [
      undefined,
      'The login of the profile "work" has ended. Run "aws login" in a terminal.',
      'プロファイル「work」のログインの期限が切れています。ターミナルで "aws login" を実行してください。',
    ],
  ],
  'login-unreadable': [
    [
      undefined,
      'The login of the profile "work" cannot be read. Run "aws login" in a terminal.',
      'プロファイル「work」のログイン情報を読み取れません。ターミナルで "aws login" を実行してください。',
    ],
  ],
};

/** The missing half of an access key. */
const profiles: Table<{ readonly [Each in FailureOf<'profile-problem'>['problem']]: string | undefined }> = {
  'profile-not-found': [
    [
      undefined,
      'There is no profile "work" in the AWS configuration. Check the name, or choose another source.',
      'AWS の設定にプロファイル「work」はありません。名前を確認するか、別のソースを選択してください。',
    ],
  ],
  'source-profile-not-found': [
    [
      undefined,
      'The profile "work" names a source_profile that does not exist. Correct it in the AWS configuration.',
      'プロファイル「work」の source_profile は存在しません。AWS の設定を修正してください。',
    ],
  ],
  cycle: [
    [
      undefined,
      'The profile "work" leads back to itself through source_profile. Correct it in the AWS configuration.',
      'プロファイル「work」は source_profile をたどると自分自身に戻ります。AWS の設定を修正してください。',
    ],
  ],
  'partial-credentials': [
    [
      'aws_secret_access_key',
      'The profile "work" has only half of an access key: aws_secret_access_key is missing. Add it.',
      'プロファイル「work」のアクセスキーは半分しかありません。aws_secret_access_key がないので、追加してください。',
    ],
  ],
  'source-and-credential-source': [
    [
      undefined,
      'The profile "work" has both source_profile and credential_source. Remove one of them.',
      'プロファイル「work」には source_profile と credential_source の両方があります。どちらかを削除してください。',
    ],
  ],
  'invalid-credential-source': [
    [
      undefined,
      'The profile "work" has a credential_source that AWS does not know. It is Environment, Ec2InstanceMetadata or EcsContainer.',
      'プロファイル「work」の credential_source は AWS の知らない値です。Environment、Ec2InstanceMetadata、EcsContainer のどれかを指定してください。',
    ],
  ],
  'missing-source': [
    [
      undefined,
      'The profile "work" leads to no credentials. Give it keys, or a source_profile or credential_source that has some.',
      'プロファイル「work」から認証情報を得られません。キー、または認証情報のある source_profile か credential_source を指定してください。',
    ],
  ],
  'malformed-config': [
    [
      undefined,
      'The AWS configuration of the profile "work" has a mistake. "Explain Profile" shows where: correct it there.',
      'プロファイル「work」の AWS 設定に誤りがあります。「プロファイルを説明」で場所を確認して、修正してください。',
    ],
  ],
};

suite('platform/messages: the sentence of each failure', () => {
  function each<Given extends object>(table: Table<Given>, failureFrom: (name: string, given: unknown) => Failure) {
    for (const [name, rows] of Object.entries<readonly Row<unknown>[]>(table)) {
      rows.forEach(([given, english, japanese], index) => {
        test(index === 0 ? name : `${name} (${index + 1})`, () =>
          assertSays(() => failureSentence(failureFrom(name, given)), english, japanese),
        );
      });
    }
  }

  each(codes, (code, data) => ({ code, ...(data as object) }) as Failure);
  suite('source-failed', () =>
    each(sources, (problem, detail) => ({ code: 'source-failed', problem, profile: 'work', detail }) as Failure));
  suite('profile-problem', () =>
    each(profiles, (problem, missing) => ({ code: 'profile-problem', problem, profile: 'work', missing }) as Failure));
});
