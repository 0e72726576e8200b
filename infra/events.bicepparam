using 'events.bicep'

param name = readEnvironmentVariable('HEARTH_NAME', 'hearth')
