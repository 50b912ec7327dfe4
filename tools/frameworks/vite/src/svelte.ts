import {mount} from 'svelte';
import Onboarding from './Onboarding.svelte';

const target = document.querySelector('#app');
if (target) mount(Onboarding, {target});
