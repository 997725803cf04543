import { useEffect, useState } from 'react';
import { openFiles, openPaths } from './open-file.ts';

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
      if (!window.oriole) void openFiles([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    const endPaths = window.oriole?.onFiles((paths) => void openPaths(paths));
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
