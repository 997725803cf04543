import type { CommandActions } from '../commands/registry.ts';
import { DEFAULT_OVERLAYS } from '../maze/overlays.ts';
import { setTrail, toggleOverlay, useOverlays } from '../state/overlays.ts';

/**
 * Offers the switches of the overlays.
 * @param hasOther there is another run to tell this one from
 */
export function overlayCommands(hasOther: boolean): CommandActions {
  return {
    'show-visited': () => toggleOverlay('visited'),
    'show-heat': () => toggleOverlay('heat'),
    'show-trail': () => setTrail(useOverlays.getState().trail === 0 ? DEFAULT_OVERLAYS.trail : 0),
    'show-fog': () => toggleOverlay('fog'),
    'show-sight': () => toggleOverlay('seenNow'),
    'show-route': () => toggleOverlay('route'),
    'show-optimal': () => toggleOverlay('optimal'),
    'show-hits': () => toggleOverlay('hits'),
    ...(hasOther ? { 'show-difference': () => toggleOverlay('difference') } : {}),
  };
}
