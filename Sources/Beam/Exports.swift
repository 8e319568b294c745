// The types that travel come with the SDK.

@_exported public import Rows
