/** The element's attributes, properties and events, as frameworks take them. */
import type {CredentialCapture, CredentialCaptureEvents, CredentialCaptureMethods} from '../element/credential-capture.js';

type Objects = Pick<CredentialCaptureMethods, 'session' | 'messages'>;
type Reflected = Omit<CredentialCapture, keyof HTMLElement | keyof CredentialCaptureMethods>;
type Written<T> = T extends string | number ? T : T extends string[] ? T | string : T;
type URLs = 'sessionURL' | 'assetsURL' | 'wasmURL' | 'handoverURL';

/** Properties by their names: `sessionURL`, `session`. */
export type CredentialCaptureProps =
  & {[K in keyof Objects]?: Objects[K] | undefined}
  & {[K in Exclude<keyof Reflected, URLs>]?: Written<Reflected[K]> | undefined}
  & {[K in URLs]?: string | URL | undefined};

type Kebab<S extends string> = S extends `${infer Name}URL` ? `${Kebab<Name>}-url`
  : S extends `${infer First}${infer Rest}` ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Kebab<Rest>}` : S;

/** Attributes by their names: `session-url`. */
export type CredentialCaptureAttributes = {[K in keyof Reflected as Kebab<K>]?: Written<Reflected[K]> | string | undefined};

/** Listeners with a prefix: `onFinalized`, `onfinalized`, `on:finalized`. */
export type CredentialCaptureListeners<Prefix extends string, Capital extends boolean = false> = {
  [K in keyof CredentialCaptureEvents as `${Prefix}${Capital extends true ? Capitalize<K> : K}`]?: ((event: CredentialCaptureEvents[K]) => unknown) | undefined
};

export type {CredentialCapture, CredentialCaptureEvents};
