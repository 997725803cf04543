import { ColorSwatch, Group, Input, SegmentedControl, TextInput, UnstyledButton } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { ENVIRONMENTS, type Environment, PROFILE_COLOURS } from '#shared/domain/profile.ts';
import type { ProfileForm } from './profile-form.ts';
import { ENVIRONMENT_WORDS } from './profile-words.ts';

/** Name, colour and environment: what tells a profile from others. */
export function GeneralFields({ form }: { readonly form: ProfileForm }) {
  return (
    <>
      <TextInput label="Name" placeholder="Lab 3, staging" data-autofocus {...form.getInputProps('name')} />
      <Group gap={24} align="flex-start">
        <Input.Wrapper label="Environment" labelElement="div">
          <SegmentedControl
            aria-label="Environment"
            display="flex"
            value={form.values.environment}
            onChange={(value) => form.setFieldValue('environment', value as Environment)}
            data={ENVIRONMENTS.map((value) => ({ value, label: ENVIRONMENT_WORDS[value] }))}
          />
        </Input.Wrapper>
        <Input.Wrapper label="Colour" labelElement="div">
          <Group gap={6} mt={4} role="radiogroup" aria-label="Colour">
            {PROFILE_COLOURS.map((colour) => (
              <UnstyledButton
                key={colour}
                className="colour-choice"
                role="radio"
                aria-checked={form.values.colour === colour}
                aria-label={colour}
                onClick={() => form.setFieldValue('colour', colour)}
              >
                <ColorSwatch size={22} color={`var(--mantine-color-${colour}-6)`} withShadow={false}>
                  {form.values.colour === colour && <IconCheck size={14} color="#fff" />}
                </ColorSwatch>
              </UnstyledButton>
            ))}
          </Group>
        </Input.Wrapper>
      </Group>
    </>
  );
}
