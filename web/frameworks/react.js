'use client';
/**
 * React 18 and 19: attributes and properties are props, events are `onFinalized` and its like, the ref is the
 * element. A server writes the attributes; the element's code is loaded by the browser alone.
 */
import {createElement, forwardRef, useEffect, useImperativeHandle, useLayoutEffect, useRef} from 'react';
import {attributes, attributesOf, define, events} from './props.js';

const own = new Set([...Object.keys(attributes), 'session', 'messages', 'className', ...events.map(handler)]);

/** @param {string} event */
function handler(event) {
  return `on${event[0].toUpperCase()}${event.slice(1)}`;
}

/** A server warns of layout effects (React 18). */
const useCommit = typeof document === 'undefined' ? useEffect : useLayoutEffect;

export const CredentialCapture = forwardRef(function CredentialCapture(/** @type {Record<string, any>} */ props, ref) {
  const element = useRef(/** @type {any} */ (null));
  const latest = useRef(props);
  // A function of each render is one session to the element: it would discard what was requested ahead.
  const session = useRef(() => latest.current.session());
  const messages = props.messages && JSON.stringify(props.messages);
  useImperativeHandle(ref, () => element.current, []);
  useCommit(() => {
    latest.current = props;
  });
  useCommit(() => {
    element.current.session = typeof props.session === 'function' ? session.current : props.session;
  }, [typeof props.session === 'function' || props.session]);
  useCommit(() => {
    element.current.messages = latest.current.messages ?? {};
  }, [messages]);
  useCommit(() => {
    const controller = new AbortController();
    for (const event of events) {
      element.current.addEventListener(event, (/** @type {Event} */ fired) => latest.current[handler(event)]?.(fired), {signal: controller.signal});
    }
    void define();
    return () => controller.abort();
  }, []);
  const rest = Object.fromEntries(Object.entries(props).filter(([name]) => !own.has(name)));
  return createElement('credential-capture', {...rest, ...attributesOf(props), class: props.className, ref: element});
});
