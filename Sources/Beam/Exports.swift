// Importing the SDK also imports the types of elements.

@_exported public import Rows
