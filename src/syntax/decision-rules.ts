import type { Language } from './language-of.js';

/** Which nodes of a grammar are functions, and which of them open a further way through one. */
export interface DecisionRules {
  functions: ReadonlySet<string>;
  decisions: ReadonlySet<string>;
}

const rules = (functions: string, decisions: string): DecisionRules => ({
  functions: new Set(functions.split(' ')),
  decisions: new Set(decisions.split(' ')),
});

const SCRIPT = rules(
  'function_declaration generator_function_declaration method_definition arrow_function function_expression ' +
    'generator_function',
  'if_statement for_statement for_in_statement while_statement do_statement switch_case catch_clause ' +
    'ternary_expression binary_expression augmented_assignment_expression',
);

/**
 * What McCabe's cyclomatic complexity counts in each language: branches, loops, cases without the default, handlers of
 * exceptions, and the operators that leave out their right side (https://doi.org/10.1109/TSE.1976.233837, as ESLint,
 * radon, gocyclo and lizard count). Blocks of Ruby belong to their method; every other function counts by itself.
 */
export const DECISION_RULES: Readonly<Record<Language, DecisionRules>> = {
  typescript: SCRIPT,
  tsx: SCRIPT,
  javascript: SCRIPT,
  python: rules(
    'function_definition lambda',
    'if_statement elif_clause for_statement while_statement except_clause except_group_clause conditional_expression ' +
      'boolean_operator case_clause for_in_clause if_clause',
  ),
  go: rules(
    'function_declaration method_declaration func_literal',
    'if_statement for_statement expression_case type_case communication_case binary_expression',
  ),
  java: rules(
    'method_declaration constructor_declaration compact_constructor_declaration lambda_expression',
    'if_statement for_statement enhanced_for_statement while_statement do_statement switch_label catch_clause ' +
      'ternary_expression binary_expression',
  ),
  ruby: rules(
    'method singleton_method lambda',
    'if elsif unless while until for when in_clause rescue conditional if_modifier unless_modifier while_modifier ' +
      'until_modifier rescue_modifier binary operator_assignment',
  ),
  rust: rules(
    'function_item closure_expression',
    'if_expression while_expression for_expression loop_expression match_arm binary_expression let_chain',
  ),
  php: rules(
    'function_definition method_declaration anonymous_function arrow_function',
    'if_statement else_if_clause for_statement foreach_statement while_statement do_statement case_statement ' +
      'match_conditional_expression catch_clause conditional_expression binary_expression ' +
      'augmented_assignment_expression',
  ),
  'c-sharp': rules(
    'method_declaration constructor_declaration destructor_declaration operator_declaration accessor_declaration ' +
      'local_function_statement lambda_expression anonymous_method_expression',
    'if_statement for_statement foreach_statement while_statement do_statement switch_section switch_expression_arm ' +
      'catch_clause conditional_expression binary_expression assignment_expression',
  ),
  cpp: rules(
    'function_definition lambda_expression',
    'if_statement for_statement for_range_loop while_statement do_statement case_statement catch_clause ' +
      'conditional_expression binary_expression',
  ),
};
