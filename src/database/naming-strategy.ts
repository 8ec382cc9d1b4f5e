import { DefaultNamingStrategy, Table } from 'typeorm';

const nameOf = (table: Table | string): string => (table instanceof Table ? table.name : table);

/**
 * Columns in snake_case and keys with readable names (`pk_events`, `fk_events_integration_id`), as migrations write
 * them.
 */
export class NamingStrategy extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined): string {
    return custom ?? property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }

  override primaryKeyName(table: Table | string): string {
    return `pk_${nameOf(table)}`;
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return `fk_${nameOf(table)}_${columns.join('_')}`;
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return `uq_${nameOf(table)}_${columns.join('_')}`;
  }
}
