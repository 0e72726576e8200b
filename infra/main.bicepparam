using 'main.bicep'

// What differs from shop to shop comes from the environment, so that one file serves all of them.
// Everything else has a default in main.bicep; override it here.

param name = readEnvironmentVariable('HEARTH_NAME', 'hearth')

// Such as https://login.microsoftonline.com/TENANT/v2.0, with the id of the tenant
param authIssuer = readEnvironmentVariable('HEARTH_AUTH_ISSUER')

// What tokens have as `aud`. With Microsoft Entra ID: the client id of the API's app registration.
param authAudience = readEnvironmentVariable('HEARTH_AUTH_AUDIENCE')

// Such as https://shop.example,https://www.shop.example
param allowedOrigins = split(readEnvironmentVariable('HEARTH_ALLOWED_ORIGINS'), ',')

param publisherEmail = readEnvironmentVariable('HEARTH_PUBLISHER_EMAIL')

// Such as operations@shop.example. If it is empty, no mail is sent.
param alertEmail = readEnvironmentVariable('HEARTH_ALERT_EMAIL', '')

// Costs per month that this address is mailed about. With it, the first day of the month in which the
// budget is set up, such as 2026-12-01. That must not change later.
var budget = readEnvironmentVariable('HEARTH_MONTHLY_BUDGET', '')
param monthlyBudget = empty(budget) ? 0 : int(budget)
param budgetFrom = readEnvironmentVariable('HEARTH_BUDGET_FROM', '')

// keyless: only identities can open the host storage, no key. `npm run deploy` works with both;
// `func` needs the key.
param hostStorage = readEnvironmentVariable('HEARTH_HOST_STORAGE', 'keyed') == 'keyless' ? 'keyless' : 'keyed'

// LogsAndContainerScan: the app polls for uploads, and infra/events.bicep is not deployed.
param uploadEvents = readEnvironmentVariable('UPLOAD_EVENTS', 'EventGrid') == 'LogsAndContainerScan' ? 'LogsAndContainerScan' : 'EventGrid'
