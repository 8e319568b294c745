import SwiftSyntax
import SwiftSyntaxMacros

/// Finds the fields of a struct, and reports properties that cannot be fields.
struct FieldParser<Context: MacroExpansionContext> {
  let context: Context
  /// The names of properties without `@Field`.
  let names: WireNames

  private var types: FieldTypes

  /// The fields found so far.
  private(set) var fields: [RowField] = []
  /// Whether an error was reported.
  private(set) var failed = false

  init(context: Context, names: WireNames) {
    self.context = context
    self.names = names
    types = FieldTypes(declaredIn: [], generics: nil)
  }

  /// Parses the members of the struct.
  /// - Parameter generics: the struct's generic parameters.
  mutating func parse(_ members: MemberBlockItemListSyntax, generics: GenericParameterClauseSyntax?) {
    types = FieldTypes(declaredIn: members, generics: generics)
    for member in members {
      if let variable = member.decl.as(VariableDeclSyntax.self) {
        parse(variable)
      } else if let condition = member.decl.as(IfConfigDeclSyntax.self), StoredProperties.exist(in: condition) {
        report("@Row cannot see which branch of '#if' is taken; declare the property outside it", at: condition)
      }
    }
    checkNames()
  }

  private mutating func parse(_ variable: VariableDeclSyntax) {
    let modifiers = variable.modifiers.map(\.name.text)
    if modifiers.contains("static") || modifiers.contains("class") { return }
    // An array, since a filtered syntax collection loses its position in the source.
    let stored = Array(variable.bindings).filter(StoredProperties.contain)
    guard !stored.isEmpty else { return }
    if modifiers.contains("lazy") { return report("a lazy property cannot be a field", at: variable) }

    let isConstant = variable.bindingSpecifier.tokenKind == .keyword(.let)
    var type: TypeSyntax?
    var found: [RowField] = []
    // In `var a, b: Int` the type is at the last binding.
    for binding in stored.reversed() {
      type = binding.typeAnnotation?.type ?? (binding.initializer == nil ? type : nil)
      if let field = field(binding, of: variable, type: type, isConstant: isConstant) { found.append(field) }
    }
    if stored.count > 1, let attribute = FieldAttribute.find(in: variable) {
      report("@Field names one field; declare each property by itself", at: attribute)
    }
    fields += found.reversed()
  }

  private mutating func field(
    _ binding: PatternBindingSyntax, of variable: VariableDeclSyntax, type: TypeSyntax?, isConstant: Bool
  ) -> RowField? {
    guard let identifier = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier else {
      report("@Row needs each property declared by itself, with its type", at: binding)
      return nil
    }
    let property = identifier.trimmed.text
    let plain = property.filter { $0 != "`" }
    guard let type else {
      report("@Row needs the type of '\(plain)' written out, as in 'var \(plain): Int'", at: binding)
      return nil
    }
    if isConstant, binding.initializer != nil {
      report("'\(plain)' is a 'let' with a value, so it cannot be read; make it 'var' or 'static'", at: binding)
      return nil
    }
    if let objection = types.objection(to: type) {
      report("'\(plain)' cannot be a field: \(objection)", at: type)
      return nil
    }
    guard let wireName = wireName(plain, of: variable) else { return nil }
    let hasOtherAttributes = variable.attributes.contains { !FieldAttribute.isOne($0) }
    return RowField(
      property: property, wireName: wireName, type: type.trimmed, hasDefault: binding.initializer != nil,
      isPublic: variable.modifiers.contains { $0.name.text == "public" }
        && variable.modifiers.allSatisfy { $0.detail == nil } && !hasOtherAttributes,
      declaration: binding)
  }

  // MARK: Names

  private mutating func wireName(_ property: String, of variable: VariableDeclSyntax) -> String? {
    guard let attribute = FieldAttribute.find(in: variable) else { return names.name(of: property) }
    guard let name = FieldAttribute.name(attribute) else {
      report("@Field needs the name as a plain string, as in '@Field(\"event_id\")'", at: attribute)
      return nil
    }
    guard !name.isEmpty, !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0 == "\"" || $0 == "\\" }) else {
      report("a field's name must not be empty or contain quotes, backslashes or control characters", at: attribute)
      return nil
    }
    return name
  }

  private mutating func checkNames() {
    var properties: [String: String] = [:]
    for field in fields {
      if let other = properties.updateValue(field.property, forKey: field.wireName) {
        report(
          "'\(other)' and '\(field.property)' are both \"\(field.wireName)\" on the wire; rename one with @Field",
          at: field.declaration)
      }
    }
  }

  private mutating func report(_ message: String, at node: some SyntaxProtocol) {
    failed = true
    context.report(message, at: node)
  }
}

/// Tells stored properties from computed ones, which have accessors other than observers.
enum StoredProperties {
  /// Whether a binding declares a stored property.
  static func contain(_ binding: PatternBindingSyntax) -> Bool {
    guard let block = binding.accessorBlock else { return true }
    guard case .accessors(let accessors) = block.accessors else { return false }
    return accessors.allSatisfy { ["willSet", "didSet"].contains($0.accessorSpecifier.text) }
  }

  /// Whether a branch of `#if` declares a stored property.
  static func exist(in condition: IfConfigDeclSyntax) -> Bool {
    condition.clauses.contains { clause in
      guard case .decls(let members) = clause.elements else { return false }
      return members.contains { $0.decl.as(VariableDeclSyntax.self)?.bindings.contains(where: contain) ?? false }
    }
  }
}
