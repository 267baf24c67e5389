// The bot's Azure Cosmos DB: account, database, containers, and the bot's right to read and write in them.
//
//   az deployment group create --resource-group <group> --template-file infrastructure/cosmos.bicep \
//     --parameters account=<name> principal=<object id of the bot's managed identity>
//
// Then STORE_URL=https://<name>.documents.azure.com:443/enrollment. The containers are those of store/containers.py:
// `python -m store containers > infrastructure/containers.json` after they changed there.

@description('Name of the account: 3 to 44 small letters, digits and hyphens, unique in the world.')
@minLength(3)
@maxLength(44)
param account string

@description('Object id of the identity under which the bot runs.')
param principal string

param database string = 'enrollment'

param location string = resourceGroup().location

@description('Most request units a second, shared by all containers; a tenth of it is always paid for. See docs/cosmos.md.')
@minValue(1000)
param maxThroughput int = 1000

var containers = loadJsonContent('containers.json')

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' = {
  name: account
  location: location
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [
      {
        locationName: location
        failoverPriority: 0
      }
    ]
    consistencyPolicy: {
      defaultConsistencyLevel: 'Session'
    }
    // Entra ID only: there is no key that could leak.
    disableLocalAuth: true
    minimalTlsVersion: 'Tls12'
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: {
        tier: 'Continuous7Days'
      }
    }
  }
}

resource kept 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2024-11-15' = {
  parent: cosmos
  name: database
  properties: {
    resource: {
      id: database
    }
    options: {
      autoscaleSettings: {
        maxThroughput: maxThroughput
      }
    }
  }
}

resource all 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2024-11-15' = [
  for container in containers: {
    parent: kept
    name: container.id
    properties: {
      resource: container
    }
  }
]

// Cosmos DB Built-in Data Contributor, for this database alone.
resource role 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-11-15' = {
  parent: cosmos
  name: guid(cosmos.id, principal, database)
  properties: {
    principalId: principal
    roleDefinitionId: '${cosmos.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'
    scope: '${cosmos.id}/dbs/${database}'
  }
}

output storeUrl string = '${cosmos.properties.documentEndpoint}${database}'
