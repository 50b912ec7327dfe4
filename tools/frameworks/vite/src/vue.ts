import {createApp} from 'vue';
import Onboarding from './Onboarding.vue';

createApp(Onboarding).mount('#app');
