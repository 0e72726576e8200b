import countries from 'i18n-iso-countries';

/** The ISO 3166-1 alpha-2 code of an English country name or one of its usual aliases (USA, UK); undefined where nobody knows it. */
export const countryCodeOf = (name: string): string | undefined => countries.getAlpha2Code(name.trim(), 'en');
