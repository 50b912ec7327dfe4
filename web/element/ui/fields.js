/** The fields that the form can have, by their paths in PreparedData. */
export const known = [
  'firstName', 'middleName', 'lastName', 'dateOfBirth', 'nationality', 'email', 'phoneNumber', 'address.line1', 'address.line2',
  'address.postalCode', 'address.city', 'address.subdivision', 'address.country', 'id.idNumber', 'id.issuingDate', 'id.expiryDate',
];

export const defaults = ['firstName', 'lastName', 'dateOfBirth', 'email', 'phoneNumber', 'address.line1', 'address.postalCode', 'address.city', 'address.country'];
