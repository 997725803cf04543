import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/window.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { announceCompletions } from './app/completions.tsx';
import { theme } from './app/theme.ts';
import { Window } from './app/Window.tsx';
import { announceRecordings } from './recording/recording-actions.tsx';
import { followAddress } from './state/address.ts';
import { askHost } from './state/host.ts';
import { followProfiles } from './state/profiles.ts';
import { followRecordings } from './state/recordings.ts';
import { followSource } from './state/source.ts';

followAddress();
askHost();
followProfiles();
followRecordings();
followSource();
announceCompletions();
announceRecordings();

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root element.');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="bottom-left" limit={4} containerWidth={288} />
      <Window />
    </MantineProvider>
  </StrictMode>,
);
