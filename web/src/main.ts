// SPDX-License-Identifier: AGPL-3.0-or-later
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { keepFocus } from './lib/focus';
import { language, speak } from './lib/texts.svelte';

speak(language());
keepFocus();
mount(App, { target: document.body });
