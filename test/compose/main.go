// Prints as JSON what a compose file means in the folder where it runs: read, filled from that folder's .env and
// checked by compose's own library.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	if err := show(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func show(file string) error {
	// As `docker compose --project-directory . -f <file>` puts them together.
	options, err := cli.NewProjectOptions(
		[]string{file},
		cli.WithWorkingDirectory("."),
		cli.WithEnvFiles(),
		cli.WithDotEnv,
		cli.WithDefaultProfiles(),
	)
	if err != nil {
		return err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return err
	}
	resolved, err := project.WithServicesEnvironmentResolved(true)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(resolved)
}
