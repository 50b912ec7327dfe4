/**
 * The fields that the form can ask for: the path in PreparedData, and how browsers know and type each.
 * `ltr` are those that run from left to right in every language: turned round, they couldn't be read.
 * @type {Record<string, {autocomplete?: string, type?: string, country?: true, wide?: true, ltr?: true}>}
 */
export const fields = {
  'firstName': {autocomplete: 'given-name'},
  'middleName': {autocomplete: 'additional-name'},
  'lastName': {autocomplete: 'family-name'},
  'dateOfBirth': {autocomplete: 'bday', type: 'date'},
  'nationality': {country: true},
  'email': {autocomplete: 'email', type: 'email', ltr: true},
  'phoneNumber': {autocomplete: 'tel', type: 'tel', ltr: true},
  'address.line1': {autocomplete: 'address-line1', wide: true},
  'address.line2': {autocomplete: 'address-line2', wide: true},
  'address.postalCode': {autocomplete: 'postal-code', ltr: true},
  'address.city': {autocomplete: 'address-level2'},
  'address.subdivision': {autocomplete: 'address-level1'},
  'address.country': {autocomplete: 'country', country: true},
  'id.idNumber': {ltr: true},
  'id.issuingDate': {type: 'date'},
  'id.expiryDate': {type: 'date'},
};

export const known = Object.keys(fields);

export const defaults = ['firstName', 'lastName', 'dateOfBirth', 'email', 'phoneNumber', 'address.line1', 'address.postalCode', 'address.city', 'address.country'];
