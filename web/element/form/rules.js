/** What values must be: generated from the client's rules by go test ./tools/contract -run TestPreparedData_table -update. */

/** The earliest year of a date. */
export const minYear = 1800;

/** `max`: characters; `digits`: minimum and maximum number of them; `options`: all values. @type {Record<string, {max?: number, digits?: [number, number], options?: string[]}>} */
export const rules = {
  'suffix': {max: 100},
  'firstName': {max: 100},
  'middleName': {max: 100},
  'lastName': {max: 100},
  'sex': {options: ['M', 'F']},
  'dateOfBirth': {},
  'socialSecurityNumber': {max: 100},
  'nationality': {},
  'email': {max: 254},
  'phoneNumber': {max: 64},
  'phoneNumber2': {max: 64},
  'personalNumber': {max: 100},
  'address.line1': {max: 255},
  'address.line2': {max: 255},
  'address.line3': {max: 255},
  'address.line4': {max: 255},
  'address.line5': {max: 255},
  'address.postalCode': {max: 100},
  'address.city': {max: 100},
  'address.subdivision': {max: 100},
  'address.country': {},
  'id.issuingDate': {},
  'id.expiryDate': {},
  'id.idNumber': {max: 100},
  'id.type': {options: ['PASSPORT', 'ID_CARD', 'DRIVING_LICENSE', 'VISA']},
  'id.subType': {max: 64},
  'kyc.registrationDate': {},
  'kyc.registrationIpAddress': {},
  'bank.paymentMethod': {max: 64},
  'bank.binNumber': {digits: [6, 8]},
  'bank.lastDigits': {digits: [1, 8]},
  'bank.accountNumber': {max: 100},
  'bank.routingNumber': {max: 100},
  'bank.amount': {},
  'bank.currency': {options: `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
    CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
    HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
    RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
    USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL`.split(/\s+/)},
  'bank.transactionTime': {},
  'bank.transactionId': {max: 100},
  'bank.ipAddress': {},
  'business.name': {max: 255},
  'business.city': {max: 100},
  'business.address': {max: 255},
  'business.state': {max: 100},
  'business.country': {max: 100},
  'business.registrationNumber': {max: 100},
  'business.searchId': {max: 100},
  'business.kybCapabilities': {},
};
