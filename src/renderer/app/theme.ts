import { Alert, Combobox, createTheme, Input, Notification } from '@mantine/core';

/** The look of the window: the system's own letters, small and calm, because the maze is what is looked at. */
export const theme = createTheme({
  primaryColor: 'blue',
  // White letters on it have a contrast of 4.5 and more.
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Mantine's own colours for these have too little contrast.
    Alert: Alert.extend({ styles: { title: { color: 'var(--mantine-color-text)' } } }),
    Combobox: Combobox.extend({ styles: { groupLabel: { color: 'var(--quiet)' } } }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } },
      styles: { description: { color: 'var(--quiet)' } },
    }),
    InputWrapper: Input.Wrapper.extend({ styles: { description: { color: 'var(--quiet)' } } }),
  },
});
