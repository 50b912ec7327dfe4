/** The languages that there are: a file each. Nothing that isn't in this list is ever loaded. */
export default ['ar', 'de', 'en', 'es', 'fr', 'he', 'ja', 'ur'];
