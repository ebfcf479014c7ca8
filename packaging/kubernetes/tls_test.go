package kubernetes

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/pecete/pecete/api/identity/identitytest"
)

// variables gives the variables of a container.
func variables(container corev1.Container) map[string]string {
	all := map[string]string{}
	for _, v := range container.Env {
		all[v.Name] = v.Value
	}
	return all
}

// probes gives the probes of a container by their names.
func probes(container corev1.Container) map[string]*corev1.Probe {
	return map[string]*corev1.Probe{"startup": container.StartupProbe, "readiness": container.ReadinessProbe, "liveness": container.LivenessProbe}
}

// The kubelet's probes over gRPC are in the clear (kubernetes/kubernetes#119093), so that
// with TLS all of them must be others.
func TestProbesSpeakTLSWhereThePodsDo(t *testing.T) {
	for name, components := range map[string][]string{
		"alone": {"tls"}, "beside a web door": {"tls", "web"}, "beside metrics": {"tls", "metrics"}, "beside both": {"tls", "web", "metrics"},
	} {
		t.Run(name, func(t *testing.T) {
			m := loadWith(t, components...)
			container := m.deployment.Spec.Template.Spec.Containers[0]
			for name, probe := range probes(container) {
				if probe.GRPC != nil || probe.HTTPGet == nil || probe.HTTPGet.Scheme != corev1.URISchemeHTTPS || probe.HTTPGet.Port.StrVal != "web" {
					t.Errorf("the %s probe is %+v", name, probe.ProbeHandler)
				}
			}
			if insecure := slices.Contains(container.Args, "--insecure"); insecure != slices.Contains(components, "metrics") {
				t.Errorf("the pods are told %q", container.Args)
			}
			ports := 0
			for _, port := range container.Ports {
				if port.Name == "web" && port.ContainerPort == 8080 {
					ports++
				}
			}
			if ports != 1 || len(m.services["pecete"].Spec.Ports) != 1 == !slices.Contains(components, "web") {
				t.Errorf("the pods have the ports %+v, the Service %+v", container.Ports, m.services["pecete"].Spec.Ports)
			}
			for _, service := range m.services {
				if as := service.Spec.Ports[0].AppProtocol; as == nil || *as != "https" {
					t.Errorf("the Service %s says that the pods speak %v", service.Name, as)
				}
			}
		})
	}
}

// TestProbesAreAnsweredOverTLS starts the program as the component has it and asks what
// the kubelet asks, as the kubelet does: without a look at the certificate.
func TestProbesAreAnsweredOverTLS(t *testing.T) {
	container := loadWith(t, "tls", "metrics").deployment.Spec.Template.Spec.Containers[0]
	binary := filepath.Join(t.TempDir(), "pecete")
	compile := exec.Command("go", "build", "-o", binary, "./cmd/pecete")
	compile.Dir = "../.."
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("compiling: %v\n%s", err, out)
	}
	folder := t.TempDir()
	authority, err := identitytest.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	pair, err := authority.Issue(1, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := pair.Write(folder); err != nil {
		t.Fatal(err)
	}
	web := free(t)
	here := strings.NewReplacer(container.VolumeMounts[0].MountPath, folder, ":50051", free(t), ":9464", free(t), ":8080", web)
	var args []string
	for _, arg := range container.Args {
		args = append(args, here.Replace(arg))
	}
	service := exec.Command(binary, args...)
	service.Env = []string{"PATH="}
	for name, value := range variables(container) {
		service.Env = append(service.Env, name+"="+here.Replace(value))
	}
	var log strings.Builder
	service.Stderr = &log
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	for name, probe := range probes(container) {
		if err := get("https://" + web + probe.HTTPGet.Path); err != nil {
			t.Errorf("the %s probe: %v", name, err)
		}
	}
	if err := service.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	if err := service.Wait(); err != nil {
		t.Errorf("%v\n%s", err, log.String())
	}
}

// free gives an address that nobody listens at.
func free(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// get asks until there is an answer, which must be OK.
func get(url string) (err error) {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
	for range 200 {
		var response *http.Response
		if response, err = client.Get(url); err == nil {
			response.Body.Close()
			if response.StatusCode != http.StatusOK {
				return fmt.Errorf("%s", response.Status)
			}
			return nil
		}
		if _, isNet := err.(net.Error); !isNet {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
	return err
}

// Pods that are told to forget connections let callers find those that are new
// (docs/clients.md).
func TestConnectionsEndSoThatCallersFindNewPods(t *testing.T) {
	page, err := os.ReadFile("../../docs/clients.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(page), "`--max-connection-age ")
	age, _, found := strings.Cut(after, "`")
	if args := load(t).deployment.Spec.Template.Spec.Containers[0].Args; !found || !slices.Contains(args, "--max-connection-age="+age) {
		t.Errorf("the page says %q, the pods are told %q", age, args)
	}
}
