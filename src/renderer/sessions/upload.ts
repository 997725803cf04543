import { runTask } from '../share/task.tsx';
import { openSession } from './session-actions.tsx';

/** Hands a file of this computer to the host, which keeps it in its library, and opens it. */
export async function uploadSession(file: File): Promise<void> {
  const id = await runTask(`Uploading ${file.name.slice(0, 60)}`, (progress, signal) => send(file, progress, signal));
  if (id !== null) openSession(id);
}

/** By `XMLHttpRequest`: `fetch` does not say how much of a body has gone. */
function send(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => {
      const id = request.status < 300 ? idIn(request.responseText) : null;
      if (id === null) reject(new Error(request.responseText.slice(0, 500) || 'The host did not take the file.'));
      else resolve(id);
    });
    request.addEventListener('error', () => reject(new Error('The host cannot be reached right now. Try again.')));
    request.addEventListener('abort', () => reject(new Error('It was cancelled.')));
    signal.addEventListener('abort', () => request.abort());
    request.open('PUT', `/sessions/upload?${new URLSearchParams({ name: file.name })}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(file);
  });
}

function idIn(answer: string): string | null {
  try {
    const parsed: unknown = JSON.parse(answer);
    return typeof parsed === 'object' && parsed !== null && 'id' in parsed && typeof parsed.id === 'string'
      ? parsed.id
      : null;
  } catch {
    return null;
  }
}
