import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useState } from 'react';
import { LIGHT, paletteOf } from '../maze/palette.ts';
import { MazeWall } from '../maze/wall.ts';

/** The renderer that all cards share, for as long as the Wall is shown. */
export function useMazeWall(): { wall: MazeWall | null; problem: string | null } {
  const scheme = useComputedColorScheme('light');
  const [wall, setWall] = useState<MazeWall | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let made: MazeWall | null = null;
    let isGone = false;
    MazeWall.mount({ palette: LIGHT, onContextLost: setProblem, onContextRestored: () => setProblem(null) })
      .then((created) => {
        if (isGone) return created.destroy();
        made = created;
        setWall(created);
      })
      .catch((error: Error) => setProblem(error.message));
    return () => {
      isGone = true;
      made?.destroy();
    };
  }, []);
  useEffect(() => wall?.setPalette(paletteOf(scheme)), [wall, scheme]);
  return { wall, problem };
}
