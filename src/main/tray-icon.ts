import { nativeImage } from 'electron';

// A red ring with a dot in it, as the red button of the viewer, drawn for both densities of screens.
const AT_16 =
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAkklEQVR42q2TwQnAIBAELcESLCHvvCzBkuzEUqwjL0uwBCNhCcuhhuA9BuTcW/cSNdd5mAUeTDWzptxpgjwyk80J4op1BAm1hvXQIJHAouaAQS1JE47NG6FTKH5BjQ/ybJAR0ULYJgRoKnpeAz69LAyKSGE4fsS87QMH7TOGisH2CCofcfs3bl8klaus8ph+P+cbsOK6GCFSFgQAAAAASUVORK5CYII=';
const AT_32 =
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAABJElEQVR42s2XwRGEIAxFLYFSOO8pJVCCJViCnViCJVgC5z1RAiXswgzORIYEltUJh38Rk7wkRGF6v/QkqV5DHQRBSxKkZ48CmKA9yAd9CPn0jrkTIGbnmKCUXLLtBlBBWyXbI4mrypZ8/QQQDWzBWQw2Ew5VWjsKdpaCaA1uW8qZtc22QJSMt8YSnpNATYAifLEAUDGITlei5z6tqUpCwAE4pmRQ2WwYBJiWOgrAMKTQMYacvSkB7Nluxxn4DgCfVRBPx14CwEFm9HztCH5qRX7mDO4CoDNDRYD1VAFXEq9pDACEkf4j+CVQIRnAAAvRf7gBAIh9sAwFIN4C8U0oPoZDfIjEP8XiP6MhfsfiB5IhjmTih9IhjuVDXEyGuZoNczl9RF921eRLOPwAVQAAAABJRU5ErkJggg==';

/** The sign among the system's that something is being recorded. */
export function trayIcon(): Electron.NativeImage {
  const icon = nativeImage.createFromDataURL(`data:image/png;base64,${AT_16}`);
  icon.addRepresentation({ scaleFactor: 2, dataURL: `data:image/png;base64,${AT_32}` });
  return icon;
}
