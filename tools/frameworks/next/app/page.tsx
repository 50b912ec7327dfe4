import {Capture} from './capture';

export default function Page() {
  return <main><h1>Who are you?</h1><Capture /></main>;
}
