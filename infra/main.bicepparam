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

// The shape of the shop; docs/costs.md has three. Each of these has the default of main.bicep if it
// is empty, and a value that does not exist refuses the deployment.

// premium or flex. It must not change later.
var hostingWish = readEnvironmentVariable('HEARTH_HOSTING', '')
param hosting = empty(hostingWish) ? 'premium' : any(hostingWish)

// EP1, EP2 or EP3, only with premium.
var planWish = readEnvironmentVariable('HEARTH_PLAN_SKU', '')
param planSku = empty(planWish) ? 'EP1' : any(planWish)

// Number of instances that are always on. Zero only with flex.
var readyWish = readEnvironmentVariable('HEARTH_ALWAYS_READY', '')
param alwaysReady = empty(readyWish) ? 1 : int(readyWish)

// Consumption, BasicV2 or StandardV2
var gatewayWish = readEnvironmentVariable('HEARTH_GATEWAY_SKU', '')
param gatewaySku = empty(gatewayWish) ? 'BasicV2' : any(gatewayWish)

// Host name of the API, and its certificate in a key vault; see docs/owning.md.
param customDomain = readEnvironmentVariable('HEARTH_CUSTOM_DOMAIN', '')
param customDomainCertificate = readEnvironmentVariable('HEARTH_CUSTOM_DOMAIN_CERTIFICATE', '')

// public or private
var networkWish = readEnvironmentVariable('HEARTH_NETWORK', '')
param network = empty(networkWish) ? 'public' : any(networkWish)

// true: receivers of webhooks see one address, which they can let through. Only with private.
var natWish = readEnvironmentVariable('HEARTH_NAT_GATEWAY', '')
param natGateway = empty(natWish) ? false : bool(natWish)

// serverless, autoscale or autoscalePerContainer. It must not change later, see docs/deploy.md.
var capacityWish = readEnvironmentVariable('HEARTH_COSMOS_CAPACITY', '')
param cosmosCapacity = empty(capacityWish) ? 'serverless' : any(capacityWish)

// keyless: only identities can open the host storage, no key. `npm run deploy` works with both;
// `func` needs the key.
var storageWish = readEnvironmentVariable('HEARTH_HOST_STORAGE', '')
param hostStorage = empty(storageWish) ? 'keyed' : any(storageWish)

// LogsAndContainerScan: the app polls for uploads, and infra/events.bicep is not deployed.
var eventsWish = readEnvironmentVariable('UPLOAD_EVENTS', '')
param uploadEvents = empty(eventsWish) ? 'EventGrid' : any(eventsWish)
