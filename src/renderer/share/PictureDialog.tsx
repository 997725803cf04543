import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { useSource } from '../state/source.ts';
import { formatCount } from '../words.ts';
import { isPossible, pictureSize } from './save-picture.ts';

/** What can be made a picture of. */
export interface PictureOffer {
  readonly mazes: readonly { readonly width: number; readonly height: number }[];
  make(pixelsPerCell: number): void;
}

const useOffer = create<{ readonly offer: PictureOffer | null }>(() => ({ offer: null }));

/** Asks how large a picture is to be. */
export function askForPicture(offer: PictureOffer): void {
  useOffer.setState({ offer });
}

function closeOffer(): void {
  useOffer.setState({ offer: null });
}

/** What was offered belongs to the database that was shown. */
function closeAtSwitch({ turn }: { readonly turn: number }, before: { readonly turn: number }): void {
  if (turn !== before.turn) closeOffer();
}

/** About this many pixels a side, unless somebody chooses otherwise: a page of a paper in print. */
const USUAL_SIDE = 2_000;

/** Asks how large a picture is to be. */
export function PictureDialog() {
  const offer = useOffer((state) => state.offer);
  useEffect(() => useSource.subscribe(closeAtSwitch), []);
  return (
    <Modal opened={offer !== null} onClose={closeOffer} title="Save as picture" size="sm">
      {offer && <PictureForm offer={offer} onDone={closeOffer} />}
    </Modal>
  );
}

function PictureForm({ offer, onDone }: { readonly offer: PictureOffer; readonly onDone: () => void }) {
  const most = Math.max(...offer.mazes.map(({ width, height }) => Math.max(width, height)));
  const [chosen, setChosen] = useState<number | string>(Math.max(1, Math.min(64, Math.round(USUAL_SIDE / most))));
  const pixelsPerCell = Number(chosen) || 0;
  const size = pictureSize(offer.mazes, pixelsPerCell);
  const isGood = pixelsPerCell > 0 && isPossible(size);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isGood) return;
        onDone();
        offer.make(pixelsPerCell);
      }}
    >
      <Stack gap="sm">
        <NumberInput
          label="Pixels per cell"
          min={0.05}
          max={1_000}
          clampBehavior="blur"
          data-autofocus
          value={chosen}
          onChange={setChosen}
        />
        <Text fz="sm" className="quiet figures" role="status">
          {isGood
            ? `About ${formatCount(Math.round(size.width))} × ${formatCount(Math.round(size.height))} pixels. The overlays are those that are shown now.`
            : 'No browser holds a picture of that size: choose fewer pixels per cell.'}
        </Text>
        <Group justify="end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" disabled={!isGood}>
            Save the picture
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
