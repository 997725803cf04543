import {
  BufferTarget,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  QUALITY_HIGH,
  VideoSample,
  VideoSampleSource,
  WebMOutputFormat,
} from 'mediabunny';

/** What a video is made of: as many pictures as it has frames, each drawn when it is asked for. */
export interface Frames {
  /** Pixels; even numbers, as codecs want them. */
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /**
   * Draws the n-th frame.
   * @returns its pixels, RGBA, row by row from the top; good until the next call
   */
  draw(n: number): Uint8Array<ArrayBuffer>;
}

/** A file that was made, and how its name ends. */
export interface VideoFile {
  readonly blob: Blob;
  readonly extension: 'mp4' | 'webm';
}

/** Key frames every so many seconds: seeking in the file goes from one of them on. */
const KEY_FRAME_SECONDS = 2;
const MICROSECONDS = 1_000_000;
/** What the browser can encode is taken in this order: what plays everywhere first. */
const CODECS = ['avc', 'vp9', 'vp8', 'av1'] as const;

/**
 * Encodes frames as a video, as fast as they can be drawn: no clock is involved.
 * @param framesPerSecond when it is played
 * @param progress told how much is done, 0 … 1
 * @throws Error with a sentence for a person where the browser cannot encode video
 */
export async function encodeVideo(
  frames: Frames,
  framesPerSecond: number,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<VideoFile> {
  const { width, height, count } = frames;
  const codec =
    typeof VideoEncoder === 'undefined' ? null : await getFirstEncodableVideoCodec([...CODECS], { width, height });
  if (codec === null) {
    throw new Error(
      `This browser cannot encode a video of ${width} × ${height}. A smaller size may work, or another browser; pictures can be saved in any.`,
    );
  }
  const extension = codec === 'avc' ? 'mp4' : 'webm';
  const target = new BufferTarget();
  const output = new Output({
    format: extension === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat(),
    target,
  });
  const source = new VideoSampleSource({
    codec,
    quality: QUALITY_HIGH,
    keyFrameInterval: KEY_FRAME_SECONDS,
    latencyMode: 'quality',
  });
  output.addVideoTrack(source, { frameRate: framesPerSecond });
  await output.start();
  try {
    for (let n = 0; n < count; n++) {
      signal.throwIfAborted();
      // A sample made of the bytes would copy them once more, into memory of its own for each frame.
      const frame = new VideoFrame(frames.draw(n), {
        format: 'RGBX',
        codedWidth: width,
        codedHeight: height,
        timestamp: Math.round((n / framesPerSecond) * MICROSECONDS),
        duration: Math.round(MICROSECONDS / framesPerSecond),
      });
      const sample = new VideoSample(frame, { timestamp: n / framesPerSecond, duration: 1 / framesPerSecond });
      // Waits where the encoder is behind, so that memory holds a few frames and not all.
      await source.add(sample);
      sample.close();
      progress((n + 1) / count);
    }
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw error;
  }
  if (!target.buffer) throw new Error('The video came out empty.');
  return { blob: new Blob([target.buffer], { type: `video/${extension}` }), extension };
}
