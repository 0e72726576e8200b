using 'main.bicep'

// What differs from shop to shop comes from the environment, so that one file serves all of them. Everything else has a default in
// main.bicep; set it here where it shall be another.

param name = readEnvironmentVariable('HEARTH_NAME', 'hearth')

// Such as https://login.microsoftonline.com/TENANT/v2.0
param authIssuer = readEnvironmentVariable('HEARTH_AUTH_ISSUER')

// Such as api://hearth
param authAudience = readEnvironmentVariable('HEARTH_AUTH_AUDIENCE')

// Such as https://shop.example,https://www.shop.example
param allowedOrigins = split(readEnvironmentVariable('HEARTH_ALLOWED_ORIGINS'), ',')

param publisherEmail = readEnvironmentVariable('HEARTH_PUBLISHER_EMAIL')

// Such as operations@shop.example; nobody is written to where it is empty.
param alertEmail = readEnvironmentVariable('HEARTH_ALERT_EMAIL', '')

// keyless: nothing opens the host storage but identities. `npm run deploy` publishes either way; `func` alone needs the key.
param hostStorage = readEnvironmentVariable('HEARTH_HOST_STORAGE', 'keyed') == 'keyless' ? 'keyless' : 'keyed'

// LogsAndContainerScan: the app polls for uploads, and infra/events.bicep is left out.
param uploadEvents = readEnvironmentVariable('UPLOAD_EVENTS', 'EventGrid') == 'LogsAndContainerScan' ? 'LogsAndContainerScan' : 'EventGrid'
