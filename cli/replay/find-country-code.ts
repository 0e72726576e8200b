import countries from 'i18n-iso-countries';

/**
 * ISO 3166-1 alpha-2 code of an English country name or a usual alias (USA, UK); undefined if
 * unknown.
 */
export const findCountryCode = (name: string): string | undefined => countries.getAlpha2Code(name.trim(), 'en');
