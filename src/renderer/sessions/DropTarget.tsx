import { useEffect, useState } from 'react';
import { addSession, complain } from './session-actions.tsx';
import { uploadSession } from './upload.ts';

/** Opens session files that are dropped onto the window: on the desktop where they lie, in a browser by an upload. */
export function DropTarget() {
  const isOver = useDrops();
  return isOver ? (
    <div className="session-drop" aria-hidden>
      Drop it to open the recording
    </div>
  ) : null;
}

function useDrops(): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // Otherwise the browser shows the file instead of the page.
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      // Between elements of the page there is one that it goes to.
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      // On the desktop the preload says where the files lie.
      if (!window.oriole) openFiles([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    const endPaths = window.oriole?.onFiles(openPaths);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
      endPaths?.();
    };
  }, []);
  return isOver;
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

/** One after the other: the last one is what the window shows. */
async function openPaths(paths: readonly string[]): Promise<void> {
  for (const path of paths) await addSession(path);
}

async function openFiles(files: readonly File[]): Promise<void> {
  const sessions = files.filter(({ name }) => name.toLowerCase().endsWith('.oriole'));
  if (sessions.length === 0) complain('What was dropped is no recording: their names end in .oriole.');
  for (const file of sessions) await uploadSession(file);
}
