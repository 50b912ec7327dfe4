/** The fields that the form can have, by their paths in PreparedData. */
const groups = {
  '': 'suffix firstName middleName lastName sex dateOfBirth socialSecurityNumber nationality email phoneNumber phoneNumber2 personalNumber',
  'address.': 'line1 line2 line3 line4 line5 postalCode city subdivision country',
  'id.': 'type subType idNumber issuingDate expiryDate',
  'kyc.': 'registrationDate registrationIpAddress',
  'bank.': 'paymentMethod binNumber lastDigits accountNumber routingNumber amount currency transactionTime transactionId ipAddress',
  'business.': 'name address city state country registrationNumber searchId kybCapabilities',
};
export const known = Object.entries(groups).flatMap(([group, names]) => names.split(' ').map((name) => group + name));

export const defaults = ['firstName', 'lastName', 'dateOfBirth', 'email', 'phoneNumber', 'address.line1', 'address.postalCode', 'address.city', 'address.country'];
