import { Button, Group, Modal, NumberInput, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { AxisRange } from '#shared/run/playback.ts';
import { useSource } from '../state/source.ts';
import { formatCount, formatElapsed } from '../words.ts';

/** How a video is to be made. */
export interface VideoChoice {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly stepsPerSecond: number;
  readonly range: AxisRange;
}

/** What can be made a video of. */
export interface VideoOffer {
  /** All of the axis, in steps. */
  readonly all: AxisRange;
  /** The range that is looped; null where none was chosen. */
  readonly loop: AxisRange | null;
  readonly speed: number;
  make(choice: VideoChoice): void;
}

const useOffer = create<{ readonly offer: VideoOffer | null }>(() => ({ offer: null }));

/** Asks how a video is to be made. */
export function askForVideo(offer: VideoOffer): void {
  useOffer.setState({ offer });
}

function closeOffer(): void {
  useOffer.setState({ offer: null });
}

/** What was offered belongs to the database that was shown. */
function closeAtSwitch({ turn }: { readonly turn: number }, before: { readonly turn: number }): void {
  if (turn !== before.turn) closeOffer();
}

/** A video is made in memory. */
const LONGEST_SECONDS = 3_600;

const SIZES = [
  { value: '1280x720', label: '1280 × 720' },
  { value: '1920x1080', label: '1920 × 1080' },
  { value: '1080x1080', label: '1080 × 1080' },
];

/** Asks what part of a run, how fast, and how large. */
export function VideoDialog() {
  const offer = useOffer((state) => state.offer);
  useEffect(() => useSource.subscribe(closeAtSwitch), []);
  return (
    <Modal opened={offer !== null} onClose={closeOffer} title="Save as video" size="sm">
      {offer && <VideoForm offer={offer} onDone={closeOffer} />}
    </Modal>
  );
}

function VideoForm({ offer, onDone }: { readonly offer: VideoOffer; readonly onDone: () => void }) {
  const [size, setSize] = useState(SIZES[0]?.value ?? '');
  const [framesPerSecond, setFramesPerSecond] = useState('60');
  const [stepsPerSecond, setStepsPerSecond] = useState<number | string>(Math.max(1, Math.abs(offer.speed)));
  const [part, setPart] = useState(offer.loop ? 'loop' : 'all');
  const range = part === 'loop' && offer.loop ? offer.loop : offer.all;
  const steps = range.to - range.from + 1;
  const rate = Number(stepsPerSecond) || 0;
  const seconds = rate > 0 ? steps / rate : 0;
  const isGood = rate > 0 && seconds <= LONGEST_SECONDS;
  const [width = 0, height = 0] = size.split('x').map(Number);
  const make = () => {
    onDone();
    offer.make({ width, height, framesPerSecond: Number(framesPerSecond), stepsPerSecond: rate, range });
  };
  return (
    <Stack gap="sm">
      {offer.loop && (
        <SegmentedControl
          aria-label="Part"
          value={part}
          onChange={setPart}
          data={[
            { value: 'all', label: 'Whole run' },
            { value: 'loop', label: 'Loop range' },
          ]}
        />
      )}
      <Group grow align="start">
        <NumberInput
          label="Steps a second"
          min={0.1}
          max={1_000}
          clampBehavior="blur"
          value={stepsPerSecond}
          onChange={setStepsPerSecond}
        />
        <Select
          label="Frames a second"
          allowDeselect={false}
          data={['30', '60']}
          value={framesPerSecond}
          onChange={(value) => setFramesPerSecond(value ?? '60')}
        />
      </Group>
      <Select
        label="Size, pixels"
        allowDeselect={false}
        data={SIZES}
        value={size}
        onChange={(value) => setSize(value ?? size)}
      />
      <Text fz="sm" className="quiet figures">
        {isGood &&
          `${formatCount(steps)} steps, ${formatElapsed(seconds * 1_000)} long. The overlays are those that are shown now.`}
        {rate <= 0 && 'How many steps a second the video shows is missing.'}
        {seconds > LONGEST_SECONDS &&
          `${formatElapsed(seconds * 1_000)} is too long: a video is held in memory until it is done, at most an hour of it. Show more steps a second, or choose a loop range.`}
      </Text>
      <Group justify="end">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button disabled={!isGood} onClick={make} data-autofocus>
          Make the video
        </Button>
      </Group>
    </Stack>
  );
}
