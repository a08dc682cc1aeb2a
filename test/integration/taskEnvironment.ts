// What new terminals get, seen by a task.
import * as vscode from 'vscode';

/** What a task's shell sees, which gets what a new terminal gets: key id, endpoint and region, or `none`. */
export async function environmentOfTask(): Promise<string> {
  const { AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, AWS_REGION } = await variablesOfTask();
  return AWS_ACCESS_KEY_ID ? [AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, AWS_REGION].join(' ') : 'none';
}

/** All variables of AWS that it sees. */
export async function variablesOfTask(): Promise<Readonly<Record<string, string>>> {
  const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/'), 'seen.json');
  const script =
    "require('fs').writeFileSync('seen.json', JSON.stringify(Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('AWS_')))))";
  const task = new vscode.Task(
    { type: 'process' },
    vscode.TaskScope.Workspace,
    'look',
    'test',
    new vscode.ProcessExecution(process.execPath, ['-e', script]),
  );
  const ended = new Promise<void>((resolve) => {
    const subscription = vscode.tasks.onDidEndTaskProcess(({ execution }) => {
      if (execution.task.name !== 'look') return;
      subscription.dispose();
      resolve();
    });
  });
  await vscode.tasks.executeTask(task);
  await ended;
  const seen = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  await vscode.workspace.fs.delete(file);
  return JSON.parse(seen);
}
