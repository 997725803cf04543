import { inject, onTestFinished } from 'vitest';
import { type Scene, Stage } from './stage.ts';

/** A stage for one test, on the tests' common server unless the scene names another one. */
export async function openStage(scene: Partial<Scene> = {}): Promise<Stage> {
  const stage = await Stage.set({ server: inject('postgresUrl'), ...scene });
  onTestFinished(() => stage.end());
  return stage;
}
